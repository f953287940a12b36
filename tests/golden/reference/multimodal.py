"""Vision tower, connector and language model put together, one sample at a time and without padding."""

from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn
from transformers import LlavaForConditionalGeneration, Qwen2ForCausalLM, SiglipVisionModel

from reference.images import Pixels
from reference.models import IMAGE_TOKEN, VISUAL_TOKENS, connector
from reference.text import IGNORE, IMAGE, TextSample


@dataclass
class Spliced:
    """What the language model sees of one sample."""

    embeddings: torch.Tensor
    labels: torch.Tensor
    visual: slice | None


class Multimodal:
    """A vision tower, a connector and a language model with its head."""

    def __init__(self, vision: nn.Module, projector: nn.Module, embed: nn.Module, logits_of):
        self.vision, self.projector, self.embed, self.logits_of = vision, projector, embed, logits_of

    def visual_tokens(self, pixels: Pixels) -> torch.Tensor:
        """The output of the last layer but one, without the first patch, through the connector."""
        with torch.no_grad():
            states = self.vision(pixel_values=pixels.values[None], output_hidden_states=True).hidden_states
        return self.projector(states[-2][:, 1:])[0]

    def splice(self, text: TextSample, pixels: Pixels | None, max_length: int) -> Spliced:
        ids, labels = torch.tensor(text.input_ids), torch.tensor(text.labels)
        if text.images == 0:
            return Spliced(self.embed(ids)[:max_length], labels[:max_length], None)
        start = text.input_ids.index(IMAGE)
        visual = self.visual_tokens(pixels)
        embeddings = torch.cat([self.embed(ids[:start]), visual, self.embed(ids[start + 1 :])])
        labels = torch.cat([labels[:start], torch.full((len(visual),), IGNORE), labels[start + 1 :]])
        rows = slice(start, min(start + len(visual), max_length))
        return Spliced(embeddings[:max_length], labels[:max_length], rows)

    def logits(self, spliced: Spliced) -> torch.Tensor:
        return self.logits_of(spliced.embeddings[None])[0]


class Teacher(Multimodal):
    """The teacher, frozen: the parts of Hugging Face's own LLaVA model."""

    def __init__(self, folder: Path):
        self.whole = LlavaForConditionalGeneration.from_pretrained(folder, attn_implementation="eager").eval().requires_grad_(False)
        parts, head = self.whole.model, self.whole.lm_head
        super().__init__(
            parts.vision_tower,
            parts.multi_modal_projector,
            self.whole.get_input_embeddings(),
            lambda embeddings: head(parts.language_model(inputs_embeds=embeddings, use_cache=False).last_hidden_state),
        )


def check_against_hugging_face(teacher: Teacher, text: TextSample, pixels: Pixels) -> None:
    """Our splice must give what Hugging Face's own LLaVA forward gives."""
    start = text.input_ids.index(IMAGE)
    ids = text.input_ids[:start] + [IMAGE_TOKEN] * VISUAL_TOKENS + text.input_ids[start + 1 :]
    theirs = teacher.whole(input_ids=torch.tensor([ids]), pixel_values=pixels.values[None], use_cache=False).logits[0]
    torch.testing.assert_close(teacher.logits(teacher.splice(text, pixels, len(ids))), theirs, rtol=1e-4, atol=1e-4)


class Student(Multimodal):
    """The student: its connector and language model train, its vision tower never. Its tokenizer has so many tokens."""

    def __init__(self, folder: Path, tokens: int):
        self.folder, self.tokens = folder, tokens
        vision = SiglipVisionModel.from_pretrained(folder / "vision", attn_implementation="eager").eval().requires_grad_(False)
        start = connector(32, 32)
        start.load_state_dict(load_file(folder / "connector.safetensors"))
        super().__init__(vision, start, None, None)
        self.reload_language_model()

    def reload_language_model(self) -> None:
        """Sets the language model back to the raw base."""
        self.language = Qwen2ForCausalLM.from_pretrained(self.folder / "base", attn_implementation="eager").eval()
        self.embed = self.language.get_input_embeddings()
        self.logits_of = lambda embeddings: self.language(inputs_embeds=embeddings, use_cache=False).logits

    def parameters(self, train_language: bool) -> dict[str, nn.Parameter]:
        """What trains, by its name in the golden files; tied embeddings are one parameter."""
        self.language.requires_grad_(train_language)
        named = {f"connector.{name}": p for name, p in self.projector.named_parameters()}
        if train_language:
            named |= {f"language_model.{name}": p for name, p in self.language.named_parameters()}
        return named

    def weights(self) -> dict[str, torch.Tensor]:
        named = {f"connector.{name}": p for name, p in self.projector.named_parameters()}
        named |= {f"language_model.{name}": p for name, p in self.language.named_parameters()}
        return {name: p.detach().clone() for name, p in named.items()}
