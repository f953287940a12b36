"""Makes tiny random model folders with real Hugging Face code, and what Docent must read from them.

    python tests/golden/make_layouts.py model-workers/src/test/resources/golden/layouts

Each folder is what save_pretrained writes. expected.json holds, per folder and part, by the plain name a part
has on its own: shape, stored type, first and last value, and the float64 sum of each tensor. halves.json holds
SHA-256 sums over all 65536 halves widened to little-endian float32, and, under narrowed, over every 4099th float32
narrowed to each half type by PyTorch; NaN left out of both. --halves makes that file alone.
"""

import hashlib
import json
import sys
from pathlib import Path

import numpy
import torch
from transformers import (
    LlavaConfig,
    LlavaForConditionalGeneration,
    Qwen2Config,
    Qwen2ForCausalLM,
    SiglipConfig,
    SiglipModel,
    SiglipTextConfig,
    SiglipVisionConfig,
    SiglipVisionModel,
)

VISION = dict(hidden_size=16, intermediate_size=24, num_hidden_layers=3, num_attention_heads=2, image_size=48)
LANGUAGE = dict(
    vocab_size=40,
    hidden_size=16,
    intermediate_size=24,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    max_position_embeddings=64,
    eos_token_id=3,
)


def randomise(model):
    """Every parameter gets its own values: initial zeros and ones would hide a swapped bias or norm."""
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.normal_(0.0, 0.5)
    return model


def facts(state, rename=lambda name: name):
    out = {}
    for name, tensor in state.items():
        flat = tensor.detach().double().flatten()
        out[rename(name)] = dict(
            shape=list(tensor.shape),
            type={torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16"}[tensor.dtype],
            first=flat[0].item(),
            last=flat[-1].item(),
            sum=flat.sum().item(),
        )
    return out


def language_facts(model, tied):
    state = model.state_dict()
    if tied:
        state = {name: tensor for name, tensor in state.items() if name != "lm_head.weight"}
    return facts(state)


def vision_facts(model):
    return facts({n: t for n, t in model.state_dict().items() if n.startswith("vision_model.")})


def llava(folder, tied):
    config = LlavaConfig(
        vision_config=SiglipVisionConfig(**VISION),
        text_config=Qwen2Config(**LANGUAGE, rope_theta=1000000.0, tie_word_embeddings=tied),
        vision_feature_select_strategy="default",
        image_token_index=39,
        image_seq_length=8,
        tie_word_embeddings=tied,
    )
    model = randomise(LlavaForConditionalGeneration(config))
    model.save_pretrained(folder)
    language = facts(model.model.language_model.state_dict(), lambda name: "model." + name)
    if not tied:
        language |= facts({"lm_head.weight": model.lm_head.weight})
    projector = facts(
        model.model.multi_modal_projector.state_dict(),
        lambda name: name.replace("linear_1", "0").replace("linear_2", "2"),
    )
    return dict(
        VISION_TOWER=facts(model.model.vision_tower.state_dict()), CONNECTOR=projector, LANGUAGE_MODEL=language
    )


def halves():
    every = numpy.arange(65536, dtype=numpy.uint16)
    float16 = every.view(numpy.float16).astype(numpy.float32)
    bfloat16 = torch.from_numpy(every.view(numpy.int16)).view(torch.bfloat16).float().numpy()
    digest = lambda values: hashlib.sha256(values[~numpy.isnan(values)].astype("<f4").tobytes()).hexdigest()
    return dict(F16=digest(float16), BF16=digest(bfloat16), nan_f16=int(numpy.isnan(float16).sum()))


def narrowed(step=4099):
    bits = (numpy.arange(2**32 // step, dtype=numpy.uint64) * step).astype(numpy.uint32)
    floats = bits.view(numpy.float32)
    floats = torch.from_numpy(floats[~numpy.isnan(floats)].copy())
    digest = lambda halves: hashlib.sha256(halves.view(torch.int16).numpy().astype("<i2").tobytes()).hexdigest()
    return dict(count=len(floats), F16=digest(floats.half()), BF16=digest(floats.bfloat16()))


def write_halves(root):
    (root / "halves.json").write_text(json.dumps(halves() | dict(narrowed=narrowed()), indent=1) + "\n")


def main(root):
    torch.manual_seed(20)
    expected = {}
    expected["llava"] = llava(root / "llava", tied=False)
    expected["llava-tied"] = llava(root / "llava-tied", tied=True)

    tied = randomise(Qwen2ForCausalLM(Qwen2Config(**LANGUAGE, tie_word_embeddings=True)))
    tied.save_pretrained(root / "qwen2-tied")
    expected["qwen2-tied"] = dict(LANGUAGE_MODEL=language_facts(tied, tied=True))

    shards = randomise(Qwen2ForCausalLM(Qwen2Config(**LANGUAGE))).to(torch.bfloat16)
    shards.save_pretrained(root / "qwen2-shards-bf16", max_shard_size="4KB")
    expected["qwen2-shards-bf16"] = dict(LANGUAGE_MODEL=language_facts(shards, tied=False))

    vision = randomise(SiglipVisionModel(SiglipVisionConfig(**VISION))).to(torch.float16)
    vision.save_pretrained(root / "siglip-vision-f16")
    expected["siglip-vision-f16"] = dict(VISION_TOWER=vision_facts(vision))

    text = SiglipTextConfig(
        vocab_size=40, hidden_size=16, intermediate_size=24, num_hidden_layers=1, num_attention_heads=2,
        max_position_embeddings=8,
    )
    both = randomise(SiglipModel(SiglipConfig(text_config=text.to_dict(), vision_config=VISION)))
    both.save_pretrained(root / "siglip-full")
    expected["siglip-full"] = dict(VISION_TOWER=vision_facts(both))

    for generation in root.glob("*/generation_config.json"):
        generation.unlink()
    write_halves(root)
    (root / "expected.json").write_text(json.dumps(expected, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    if sys.argv[1] == "--halves":
        write_halves(Path(sys.argv[2]))
    else:
        main(Path(sys.argv[1]))
