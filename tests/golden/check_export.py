"""Loads folders that Docent wrote in real Hugging Face code, with strict names, and compares every value.

    mvn -pl model-workers -am test -Dtest=ModelExportTest -Dsurefire.failIfNoSpecifiedTests=false
    python tests/golden/check_export.py model-workers/target/exported model-workers/src/test/resources/golden/layouts

Each exported folder is named after the golden one it came from; the comparison is exact.
"""

import sys
from pathlib import Path

import torch
from transformers import (
    AutoImageProcessor,
    LlavaForConditionalGeneration,
    Qwen2ForCausalLM,
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


def forward(model):
    if isinstance(model, LlavaForConditionalGeneration):
        config = model.config
        image = [config.image_token_index] * config.image_seq_length
        pixels = torch.randn(1, 3, config.vision_config.image_size, config.vision_config.image_size)
        ids = torch.tensor([[5, 6] + image + [7]])
        return model(input_ids=ids, pixel_values=pixels).logits
    if isinstance(model, SiglipVisionModel):
        side = model.config.image_size
        return model(pixel_values=torch.randn(1, 3, side, side)).last_hidden_state
    return model(input_ids=torch.tensor([[5, 6, 7]])).logits


def main(exported, golden):
    for name, cls in CLASSES.items():
        ours, theirs = load(cls, exported / name), load(cls, golden / name)
        ours_state, theirs_state = ours.state_dict(), theirs.state_dict()
        assert ours_state.keys() == theirs_state.keys()
        for key, value in theirs_state.items():
            assert torch.equal(ours_state[key], value), f"{name}: {key}"
        torch.manual_seed(1)
        a = forward(ours)
        torch.manual_seed(1)
        assert torch.equal(a, forward(theirs)), f"{name}: forward"
        if "llava" in name:
            assert AutoImageProcessor.from_pretrained(exported / name).size["height"] == 48
        print(f"{name}: {len(ours_state)} tensors equal, forward pass equal")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
