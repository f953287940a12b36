"""The models of a case: random weights saved by transformers, read back by transformers, and run one sample at a time."""

from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import nn
from transformers import (
    LlavaConfig, LlavaForConditionalGeneration, Qwen2Config, Qwen2ForCausalLM, SiglipConfig, SiglipModel, SiglipTextConfig,
    SiglipVisionConfig, SiglipVisionModel,
)

from parity.cases import IMAGE, Case, Language, Model, Sample, Vision

STRATEGY = {"patch": "default", "cls_patch": "full"}


def _randomize(module: nn.Module, seed: int, tokens: int) -> None:
    """Matrices keep the size of what passes them; text embeddings are as small as real ones, so that eps counts, and the
    final norm is as large; rows of padding are zero."""
    generator = torch.Generator().manual_seed(seed)
    for name, parameter in module.named_parameters():
        noise = torch.randn(parameter.shape, generator=generator)
        if "embed_tokens" in name or "lm_head" in name:
            value = 0.06 * noise
            value[tokens:] = 0
        elif parameter.dim() == 1:
            value = 1 + 0.1 * noise if name.endswith("weight") else 0.2 * noise
            value = 6 * value if name.endswith("norm.weight") and "layers" not in name and "vision" not in name else value
        else:
            value = noise / parameter[0].numel() ** 0.5 if "embedding" not in name else 0.1 * noise
        parameter.data.copy_(value)


def _vision_config(v: Vision) -> dict:
    return dict(hidden_size=v.hidden, intermediate_size=v.intermediate, num_hidden_layers=v.layers, num_attention_heads=v.heads,
                image_size=v.image, patch_size=v.patch, layer_norm_eps=v.eps, vision_use_head=False)


def _language_config(language: Language) -> Qwen2Config:
    return Qwen2Config(
        vocab_size=language.vocabulary, hidden_size=language.hidden, intermediate_size=language.intermediate,
        num_hidden_layers=language.layers, num_attention_heads=language.heads, num_key_value_heads=language.kv_heads,
        rope_theta=language.theta, rms_norm_eps=language.eps, tie_word_embeddings=language.tied, max_position_embeddings=2048,
        bos_token_id=0, eos_token_id=0,
    )


def _projector(model: Model) -> nn.Sequential:
    return nn.Sequential(nn.Linear(model.vision.hidden, model.language.hidden), nn.GELU(),
                         nn.Linear(model.language.hidden, model.language.hidden))


def _save(module: nn.Module, folder: Path, stored: torch.dtype, shard: str | None) -> None:
    module.to(stored).save_pretrained(folder, **({"max_shard_size": shard} if shard else {}))
    (folder / "generation_config.json").unlink(missing_ok=True)


def write_model(folder: Path, case: Case, model: Model, seed: int) -> None:
    """Draws a model and lets transformers save it: one folder, or vision/, language/ and connector.safetensors."""
    stored = getattr(torch, case.stored)
    v = model.vision
    if not case.parts:
        config = LlavaConfig(
            vision_config=SiglipVisionConfig(**_vision_config(v)), text_config=_language_config(model.language),
            vision_feature_layer=v.feature, vision_feature_select_strategy=STRATEGY[v.select], projector_hidden_act="gelu",
            image_token_index=case.tokens, image_seq_length=v.tokens, tie_word_embeddings=model.language.tied,
        )
        whole = LlavaForConditionalGeneration(config)
        _randomize(whole, seed, case.tokens)
        _save(whole, folder, stored, model.shard)
        return
    language = Qwen2ForCausalLM(_language_config(model.language))
    _randomize(language, seed, case.tokens)
    _save(language, folder / "language", stored, model.shard)
    if v.whole_siglip:
        text = SiglipTextConfig(vocab_size=8, hidden_size=8, intermediate_size=8, num_hidden_layers=1, num_attention_heads=1,
                                max_position_embeddings=4)
        vision = SiglipModel(SiglipConfig(text_config=text.to_dict(), vision_config=_vision_config(v)))
    else:
        vision = SiglipVisionModel(SiglipVisionConfig(**_vision_config(v)))
    _randomize(vision, seed + 1, case.tokens)
    _save(vision, folder / "vision", stored, None)
    projector = _projector(model)
    _randomize(projector, seed + 2, case.tokens)
    save_file(projector.to(stored).state_dict(), folder / "connector.safetensors")


def pixels(side: int, image: int) -> torch.Tensor:
    """A picture both languages draw: a linear congruential generator, one byte a step, b / 127.5 - 1."""
    values, state = [], 1000 + image
    for _ in range(3 * side * side):
        state = (state * 1103515245 + 12345) % 2**31
        values.append(state >> 16 & 255)
    return (torch.tensor(values, dtype=torch.float64) / 127.5 - 1).float().view(1, 3, side, side)


class Reference(nn.Module):
    """A model of transformers with its parts at hand. No padding and no cache: one sample at a time, as it stands."""

    def __init__(self, folder: Path, case: Case, model: Model, dtype: torch.dtype, attention: str):
        super().__init__()
        load = dict(dtype=torch.bfloat16 if dtype == torch.bfloat16 else torch.float32, attn_implementation=attention)
        self.sizes, self.whole = model, None
        if case.parts:
            self.causal = Qwen2ForCausalLM.from_pretrained(folder / "language", **load)
            self.vision = SiglipVisionModel.from_pretrained(folder / "vision", **load)
            self.connector = _projector(model)
            self.connector.load_state_dict(load_file(folder / "connector.safetensors"))
            self.connector.to(load["dtype"])
            self.body, self.head = self.causal.model, self.causal.lm_head
        else:
            self.whole = LlavaForConditionalGeneration.from_pretrained(folder, **load)
            parts = self.whole.model
            self.vision, self.connector, self.body, self.head = (
                parts.vision_tower, parts.multi_modal_projector, parts.language_model, self.whole.lm_head)
        if dtype == torch.float64:
            self.double()  # what transformers computes in float32 whatever it is given stays so: rms norm, softmax, rotation
        self.dtype = dtype
        self.pictures: dict[int, torch.Tensor] = {}
        self.eval()

    def named(self) -> dict[str, nn.Parameter]:
        """What runs, by part and plain name, in no particular order; tied embeddings are one parameter."""
        found = {}
        for name, parameter in self.vision.named_parameters():
            layer = int(name.split(".")[3]) if ".layers." in name else -1
            if layer < self.sizes.vision.running and "post_layernorm" not in name:
                found["vision_tower/" + name] = parameter
        for name, parameter in self.connector.named_parameters():
            found["connector/" + name.replace("linear_1", "0").replace("linear_2", "2")] = parameter
        for name, parameter in self.body.named_parameters():
            found["language_model/model." + name] = parameter
        if not self.sizes.language.tied:
            found["language_model/lm_head.weight"] = self.head.weight
        return found

    def picture(self, image: int) -> torch.Tensor:
        if image not in self.pictures:
            self.pictures[image] = pixels(self.sizes.vision.image, image)
        return self.pictures[image].to(self.dtype)

    def vision_states(self, image: int) -> list[torch.Tensor]:
        """Embeddings, then each layer that runs: (P, D) each."""
        states = self.vision(pixel_values=self.picture(image), output_hidden_states=True).hidden_states
        return [state[0] for state in states[: self.sizes.vision.running + 1]]

    def spliced(self, sample: Sample) -> torch.Tensor:
        embedding = self.body.get_input_embeddings()
        if sample.image is None:
            return embedding(torch.tensor(sample.ids))
        features = self.connector(self.vision_states(sample.image)[-1][self.sizes.vision.first :])
        first, count = sample.ids.index(IMAGE), len(sample.visual)
        before, after = sample.ids[:first], sample.ids[first + count :]
        text = [embedding(torch.tensor(ids, dtype=torch.long)) for ids in (before, after)]
        return torch.cat([text[0], features[:count], text[1]])

    def states(self, sample: Sample) -> list[torch.Tensor]:
        """Input embeddings, then each layer, the last after the final norm: (T, D) each."""
        found = self.body(inputs_embeds=self.spliced(sample)[None], use_cache=False, output_hidden_states=True)
        return [state[0] for state in found.hidden_states]

    def logits(self, sample: Sample) -> torch.Tensor:
        """(T, V), at least float32."""
        found = self.head(self.states(sample)[-1])
        return found.float() if self.dtype == torch.bfloat16 else found

    def inputs(self, sample: Sample) -> dict:
        """A sample as transformers' own forward() and generate() of the whole model take it."""
        if self.whole is None:
            x = self.spliced(sample)[None]
            return dict(inputs_embeds=x, attention_mask=torch.ones(x.shape[:2], dtype=torch.long))
        ids = torch.tensor([self.whole.config.image_token_index if i == IMAGE else i for i in sample.ids])[None]
        found = dict(input_ids=ids, attention_mask=torch.ones_like(ids))
        return found if sample.image is None else found | dict(pixel_values=self.picture(sample.image))

    def generator(self) -> nn.Module:
        return self.causal if self.whole is None else self.whole
