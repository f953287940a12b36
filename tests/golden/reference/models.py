"""The tiny model folders of the fixture: vision tower, teacher, student base, connector, tokenizer."""

from pathlib import Path

import torch
from safetensors.torch import save_file
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from torch import nn
from transformers import LlavaConfig, LlavaForConditionalGeneration, Qwen2Config, Qwen2ForCausalLM, SiglipVisionConfig, SiglipVisionModel

from reference.text import PHI_SYSTEM

STUDENT_VOCABULARY = 304
TEACHER_VOCABULARY = 312
BYTE_LEVEL_ENTRIES = 297  # the three special tokens follow, as in Qwen2
SPECIAL_TOKENS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
IMAGE_TOKEN = 300  # only Hugging Face's own forward uses it: the first row behind the tokenizer's entries
VISUAL_TOKENS = 8
QWEN2_SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def connector(width_in: int, width_out: int) -> nn.Sequential:
    """mlp2x_gelu: its parameters are 0.weight, 0.bias, 2.weight, 2.bias."""
    return nn.Sequential(nn.Linear(width_in, width_out), nn.GELU(), nn.Linear(width_out, width_out))


def _train_tokenizer(texts: list[str]) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(QWEN2_SPLIT), behavior="isolated", invert=False),
            pre_tokenizers.ByteLevel(add_prefix_space=False, trim_offsets=False, use_regex=False),
        ]
    )
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=BYTE_LEVEL_ENTRIES, show_progress=False, initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet())
    )
    tokenizer.train_from_iterator(texts + [PHI_SYSTEM + "USER: ASSISTANT: "] * 4, trainer)
    tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in SPECIAL_TOKENS])
    assert tokenizer.get_vocab_size() == BYTE_LEVEL_ENTRIES + len(SPECIAL_TOKENS)
    return tokenizer


def _randomize(module: nn.Module, seed: int) -> None:
    """Weights large enough that logits, divergences and relations are far from degenerate."""
    generator = torch.Generator().manual_seed(seed)
    for name, parameter in module.named_parameters():
        noise = torch.randn(parameter.shape, generator=generator)
        is_norm = parameter.dim() == 1 and name.endswith("weight")
        std = 0.1 if parameter.dim() == 1 or "patch_embedding" in name else 0.2
        with torch.no_grad():
            parameter.copy_(noise * std + (1.0 if is_norm else 0.0))


def _qwen2(**sizes) -> Qwen2Config:
    end = BYTE_LEVEL_ENTRIES
    return Qwen2Config(
        num_hidden_layers=2, num_key_value_heads=2, max_position_embeddings=2048, bos_token_id=end, eos_token_id=end,
        rms_norm_eps=1e-6, use_sliding_window=False, dtype=torch.float32, **sizes,
    )


def write_models(folder: Path, texts: list[str], seed: int) -> None:
    """Writes vision/, base/, teacher/ and connector.safetensors into the folder."""
    tokenizer = _train_tokenizer(texts)
    vision_config = SiglipVisionConfig(
        hidden_size=32, intermediate_size=48, num_hidden_layers=3, num_attention_heads=2, image_size=42, patch_size=14, dtype=torch.float32
    )
    vision = SiglipVisionModel(vision_config)
    _randomize(vision, seed + 1)
    vision.save_pretrained(folder / "vision")

    # A small rope theta: with a large one, some key biases have a gradient of rounding alone, which Adam blows up.
    base = Qwen2ForCausalLM(
        _qwen2(
            vocab_size=STUDENT_VOCABULARY, hidden_size=32, intermediate_size=48, num_attention_heads=2,
            rope_theta=1e3, tie_word_embeddings=True,
        )
    )
    _randomize(base, seed + 2)
    base.save_pretrained(folder / "base")

    # The teacher differs from the student in width, heads, vocabulary, rope theta and in its untied head.
    teacher_text = _qwen2(
        vocab_size=TEACHER_VOCABULARY, hidden_size=48, intermediate_size=64, num_attention_heads=4,
        rope_theta=5e6, tie_word_embeddings=False,
    )
    teacher = LlavaForConditionalGeneration(
        LlavaConfig(
            vision_config=vision_config, text_config=teacher_text, image_token_index=IMAGE_TOKEN, image_seq_length=VISUAL_TOKENS,
            projector_hidden_act="gelu", vision_feature_layer=-2, vision_feature_select_strategy="default",
            tie_word_embeddings=False, dtype=torch.float32,
        )
    )
    _randomize(teacher, seed + 3)
    teacher.model.vision_tower.load_state_dict(vision.state_dict())
    teacher.save_pretrained(folder / "teacher")

    start = connector(32, 32)
    _randomize(start, seed + 4)
    save_file(dict(start.state_dict()), folder / "connector.safetensors")
    for name in ("base", "teacher"):
        tokenizer.save(str(folder / name / "tokenizer.json"))
