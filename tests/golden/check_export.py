"""Loads folders that Docent wrote in real Hugging Face code, with strict names, and compares every value.

    mvn -pl model-workers -am test -Dtest='ModelExportTest,ModelConversionTest' -Dsurefire.failIfNoSpecifiedTests=false
    python tests/golden/check_export.py model-workers/target model-workers/src/test/resources/golden/layouts

Each folder under exported/ and converted/ is named after the golden one it came from; the comparison is exact.
For TinyLLaVA's layouts, whose code is no package, a model of the same modules is put together as their loaders do:
sizes from the configuration, classes, tokenizer and image processor from the names that stand in it.

    python tests/golden/check_export.py --pair HF_FOLDER TINYLLAVA_FOLDER

compares two exports of one model, tokenizers included.
"""

import json
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from transformers import (
    AutoConfig,
    AutoImageProcessor,
    AutoTokenizer,
    LlavaForConditionalGeneration,
    Qwen2ForCausalLM,
    SiglipImageProcessor,
    SiglipVisionModel,
)

CLASSES = {
    "llava": LlavaForConditionalGeneration,
    "llava-tied": LlavaForConditionalGeneration,
    "qwen2-tied": Qwen2ForCausalLM,
    "siglip-vision-f16": SiglipVisionModel,
}


def load(cls, folder):
    model, report = cls.from_pretrained(folder, output_loading_info=True, dtype=torch.float32)
    faults = {key: value for key, value in report.items() if value}
    assert not faults, f"{folder}: {faults}"
    return model.eval()


class TinyLlava(torch.nn.Module):
    """Modules and names of a TinyLLaVA model, made from a folder's configuration."""

    def __init__(self, folder):
        super().__init__()
        config = json.loads((folder / "config.json").read_text())
        language, vision = config["llm_model_name_or_path"], config["vision_model_name_or_path"]
        assert "qwen2" in language.lower() and "siglip" in vision.lower()
        text_config = AutoConfig.from_pretrained(language).from_dict(config["text_config"])
        vision_config = AutoConfig.from_pretrained(vision).from_dict(config["vision_config"])
        self.language_model = Qwen2ForCausalLM(text_config)
        self.vision_tower = torch.nn.ModuleDict({"_vision_tower": SiglipVisionModel(vision_config)})
        width = text_config.hidden_size
        layers = torch.nn.Linear(vision_config.hidden_size, width), torch.nn.GELU(), torch.nn.Linear(width, width)
        self.connector = torch.nn.ModuleDict({"_connector": torch.nn.Sequential(*layers)})
        self.config = config
        self.image_processor = SiglipImageProcessor.from_pretrained(vision)

    def load(self, folder):
        if (folder / "connector").exists():
            whole = {"vision_tower": self.vision_tower["_vision_tower"], "connector": self.connector}
            for name, module in (whole | {"language_model": self.language_model}).items():
                file = folder / name / "pytorch_model.bin"
                state = torch.load(file, weights_only=True, map_location="cpu")
                mapped = torch.load(file, weights_only=True, mmap=True)
                assert all(torch.equal(state[key], mapped[key]) for key in state)
                self.fill(module, state, ["lm_head.weight"] if name == "language_model" else [])
        else:
            files = sorted(folder.glob("*.safetensors"))
            state = {key: value for file in files for key, value in load_file(file).items()}
            self.fill(self, state, ["language_model.lm_head.weight"])
        self.language_model.tie_weights()
        return self.eval()

    def fill(self, module, state, head_names):
        missing, unexpected = module.load_state_dict(state, strict=False)
        tied = self.config["text_config"]["tie_word_embeddings"]
        assert not unexpected and missing == (head_names if tied else []), (missing, unexpected)

    def forward(self, before, pixels, after):
        hidden = self.vision_tower["_vision_tower"](pixels, output_hidden_states=True).hidden_states
        features = hidden[self.config["vision_feature_layer"]]
        if self.config["vision_feature_select_strategy"] == "patch":
            features = features[:, 1:]
        embed = self.language_model.get_input_embeddings()
        parts = [embed(before), self.connector["_connector"](features), embed(after)]
        return self.language_model(inputs_embeds=torch.cat(parts, 1)).logits


def forward(model):
    if isinstance(model, LlavaForConditionalGeneration):
        config = model.config
        image = [config.image_token_index] * config.image_seq_length
        pixels = torch.randn(1, 3, config.vision_config.image_size, config.vision_config.image_size)
        ids = torch.tensor([[5, 6] + image + [7]])
        return model(input_ids=ids, pixel_values=pixels).logits
    if isinstance(model, TinyLlava):
        side = model.config["vision_config"]["image_size"]
        pixels = torch.randn(1, 3, side, side)
        assert model.image_processor.size["height"] == side
        return model(torch.tensor([[5, 6]]), pixels, torch.tensor([[7]]))
    if isinstance(model, SiglipVisionModel):
        side = model.config.image_size
        return model(pixel_values=torch.randn(1, 3, side, side)).last_hidden_state
    return model(input_ids=torch.tensor([[5, 6, 7]])).logits


def same_forward(a, b, what):
    torch.manual_seed(1)
    first = forward(a)
    torch.manual_seed(1)
    assert torch.equal(first, forward(b)), f"{what}: forward"


def check(ours, theirs, what):
    ours_state, theirs_state = ours.state_dict(), theirs.state_dict()
    assert ours_state.keys() == theirs_state.keys()
    for key, value in theirs_state.items():
        assert torch.equal(ours_state[key], value), f"{what}: {key}"
    same_forward(ours, theirs, what)
    print(f"{what}: {len(ours_state)} tensors equal, forward pass equal")


@torch.no_grad()
def main(target, golden):
    for name, cls in CLASSES.items():
        check(load(cls, target / "exported" / name), load(cls, golden / name), f"exported/{name}")
    for name in ("llava", "llava-tied"):
        assert AutoImageProcessor.from_pretrained(target / "exported" / name).size["height"] == 48
        reference, folder = load(CLASSES[name], golden / name), target / "converted" / name
        check(load(CLASSES[name], folder / "HUGGING_FACE"), reference, f"converted/{name}/HUGGING_FACE")
        for layout in ("TINYLLAVA", "TINYLLAVA_SPLIT"):
            same_forward(TinyLlava(folder / layout).load(folder / layout), reference, f"{name}/{layout}")
            print(f"converted/{name}/{layout}: names complete, forward pass equal")
        split = folder / "TINYLLAVA_SPLIT"
        load(Qwen2ForCausalLM, split / "language_model")
        load(SiglipVisionModel, split / "vision_tower")


@torch.no_grad()
def pair(hugging_face, tinyllava):
    model = TinyLlava(tinyllava).load(tinyllava)
    same_forward(model, load(LlavaForConditionalGeneration, hugging_face), str(tinyllava))
    tokenizer = AutoTokenizer.from_pretrained(
        model.config["tokenizer_name_or_path"], use_fast=model.config["tokenizer_use_fast"]
    )
    text = "USER: what is it? ASSISTANT: a tree."
    assert tokenizer(text).input_ids == Tokenizer.from_file(str(hugging_face / "tokenizer.json")).encode(text).ids
    print(f"{tinyllava}: forward pass and tokens equal")


if __name__ == "__main__":
    if sys.argv[1] == "--pair":
        pair(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        main(Path(sys.argv[1]), Path(sys.argv[2]))
