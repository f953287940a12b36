"""Makes small files of torch.save, good and bad, and what Docent must read from the good ones.

    python tests/golden/make_pickles.py model-workers/src/test/resources/golden/pickle

expected.json holds, per file or folder and tensor: shape, stored type and all values. For split/ the names are
those that stand in its files. The bad files are named after what is wrong with them; malicious.bin would run a
command if it were unpickled. The same versions give the same bytes.
"""

import json
import os
import re
import shutil
import sys
from collections import OrderedDict
from pathlib import Path

import torch
from transformers import Qwen2Config, Qwen2ForCausalLM, SiglipVisionConfig, SiglipVisionModel

TYPES = {
    torch.float32: "F32",
    torch.float16: "F16",
    torch.bfloat16: "BF16",
    torch.float64: "F64",
    torch.int64: "I64",
    torch.int32: "I32",
    torch.int16: "I16",
    torch.int8: "I8",
    torch.uint8: "U8",
    torch.uint16: "U16",
    torch.bool: "BOOL",
    torch.float8_e4m3fn: "F8_E4M3",
}


class Evil:
    def __reduce__(self):
        return os.system, ("touch docent-was-here",)


def facts(state):
    return {
        name: dict(
            shape=list(tensor.shape), type=TYPES[tensor.dtype], values=tensor.detach().double().flatten().tolist()
        )
        for name, tensor in state.items()
        if isinstance(tensor, torch.Tensor)
    }


def connector(width_in, width_out):
    return torch.nn.ModuleDict(
        {
            "_connector": torch.nn.Sequential(
                torch.nn.Linear(width_in, width_out), torch.nn.GELU(), torch.nn.Linear(width_out, width_out)
            )
        }
    )


def states():
    yield "float32", connector(3, 4).state_dict()
    yield "float16", connector(3, 4).half().state_dict()
    yield "bfloat16", connector(3, 4).bfloat16().state_dict()
    yield "parameters", dict(connector(2, 2).named_parameters())
    weight = torch.randn(5, 3)
    yield "tied", {"embed.weight": weight, "lm_head.weight": weight}
    base = torch.arange(24.0).reshape(6, 4)
    yield "views", {"rows": base[2:5], "flat": base.view(-1)[7:9], "one_column": base[:1, :].t()[1:3], "all": base}
    kinds = [t for t in TYPES if t not in (torch.bool, torch.float8_e4m3fn)]
    state = {str(kind): torch.tensor([[1, 0, 7]]).to(kind) for kind in kinds}
    state |= {"bool": torch.tensor([True, False]), "float8": torch.tensor([0.5, 2.0]).to(torch.float8_e4m3fn)}
    yield "kinds", state | {"scalar": torch.tensor(2.5), "empty": torch.zeros(0, 4)}
    extras = {"step": 70_000, "rate": 1e-3, "note": "fünf", "none": None, "flags": [True, False], "big": 1 << 90}
    extras |= {"size": torch.Size([1, 2]), "nested": {"inner": torch.ones(2), 3: -4}, "pair": (1, "a", 2.0, None), 5: 6}
    yield "extras", OrderedDict(weight=torch.randn(2, 2), **{str(k): v for k, v in extras.items()})


def write(folder):
    torch.manual_seed(5)
    expected = {}
    for name, state in states():
        torch.save(state, folder / f"{name}.bin")
        expected[f"{name}.bin"] = facts(state)

    language = Qwen2ForCausalLM(
        Qwen2Config(
            vocab_size=12,
            hidden_size=4,
            intermediate_size=6,
            num_hidden_layers=1,
            num_attention_heads=2,
            num_key_value_heads=1,
            max_position_embeddings=16,
        )
    )
    # The format is an option of this release and of all before it.
    language.save_pretrained(folder / "sharded", safe_serialization=False, max_shard_size=500)
    expected["sharded"] = facts(language.state_dict())
    vision = SiglipVisionModel(
        SiglipVisionConfig(
            hidden_size=4,
            intermediate_size=6,
            num_hidden_layers=1,
            num_attention_heads=2,
            image_size=4,
            patch_size=2,
            vision_use_head=False,
        )
    )
    expected["split"] = split(folder / "split", language, vision)

    torch.save({"step": 3}, folder / "no-tensor.bin")
    torch.save({"weight": torch.randn(3, 2).t()}, folder / "transposed.bin")
    torch.save({"weight": torch.randn(2), "evil": Evil()}, folder / "malicious.bin")
    torch.save({"weight": torch.randn(2)}, folder / "protocol4.bin", pickle_protocol=4)
    torch.save({"weight": torch.randn(2), "huge": 1 << 3000}, folder / "opcode.bin")
    torch.save(connector(2, 2), folder / "module.bin")
    torch.save({"weight": torch.randn(2)}, folder / "legacy.bin", _use_new_zipfile_serialization=False)
    name_storage(folder / "legacy.bin", b"1")
    (folder / "expected.json").write_text(json.dumps(expected, separators=(",", ":")) + "\n")


def name_storage(file, name):
    """The old format names its one storage by an address, which differs from run to run; a pickled string is an X, the
    length in four bytes, and the text."""
    content = file.read_bytes()
    (address,) = set(re.findall(rb"X[\x08-\x14]\0\0\0(\d{8,20})", content))
    string = lambda text: b"X" + len(text).to_bytes(4, "little") + text
    file.write_bytes(content.replace(string(address), string(name)))
    assert list(torch.load(file, weights_only=True)) == ["weight"]


def split(folder, language, vision):
    """TinyLLaVA's layout of a whole model."""
    states = {
        "language_model": language.state_dict(),
        "vision_tower": {"_vision_tower." + name: tensor for name, tensor in vision.state_dict().items()},
        "connector": connector(4, 4).state_dict(),
    }
    for part, state in states.items():
        (folder / part).mkdir(parents=True)
        torch.save(state, folder / part / "pytorch_model.bin")
    config = dict(
        model_type="tinyllava",
        connector_type="mlp2x_gelu",
        hidden_size=4,
        vision_hidden_size=4,
        vision_feature_layer=-2,
        vision_feature_select_strategy="patch",
        image_aspect_ratio="square",
        text_config=language.config.to_dict(),
        vision_config=vision.config.to_dict(),
    )
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n")
    torch.save({"not": "weights"}, folder / "training_args.bin")
    return {part: facts(state) for part, state in states.items()}


if __name__ == "__main__":
    target = Path(sys.argv[1])
    if target.exists():
        shutil.rmtree(target)
    target.mkdir(parents=True)
    write(target)
