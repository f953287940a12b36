"""Makes the answers that `docent infer` must give with the student of the golden run.

    python tests/golden/reference_answers.py

puts the vision tower and the expected weights of the last stage into Hugging Face's LLaVA model, lets its own
generate() decode greedily and writes tests/src/test/resources/golden/answers.json. Run it after reference_run.py.
`margin` is how far, at the narrowest token, the best logit lies above the second: well above what rounding moves.
"""

import json
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from transformers import LlavaConfig, LlavaForConditionalGeneration, Qwen2Config, SiglipVisionConfig

from reference.images import read_image
from reference.models import IMAGE_TOKEN, VISUAL_TOKENS
from reference.text import PHI_SYSTEM

RUN = Path(__file__).resolve().parent.parent / "src/test/resources/golden/run"
OUTPUT = RUN.parent / "answers.json"
MAX_NEW_TOKENS = 24
MIN_MARGIN = 1e-3
QUESTIONS = [
    ("rgb-42.png", "What is in the picture?"),
    ("wide.png", "Describe the image."),
    ("grey.png", "What colour is it?"),
    (None, "Who are you?"),
]


def model() -> LlavaForConditionalGeneration:
    config = LlavaConfig(
        vision_config=SiglipVisionConfig.from_pretrained(RUN / "vision"),
        text_config=Qwen2Config.from_pretrained(RUN / "base"),
        image_token_index=IMAGE_TOKEN, image_seq_length=VISUAL_TOKENS, projector_hidden_act="gelu",
        vision_feature_layer=-2, vision_feature_select_strategy="default", tie_word_embeddings=True,
    )
    llava = LlavaForConditionalGeneration(config).eval()
    projector = {"0": "linear_1", "2": "linear_2"}
    language, connector = {}, {}
    for name, tensor in load_file(RUN / "expected/dft.safetensors").items():
        part, rest = name.split(".", 1)
        if part == "connector":
            layer, kind = rest.split(".")
            connector[f"{projector[layer]}.{kind}"] = tensor
        elif rest.startswith("model."):
            language[rest.removeprefix("model.")] = tensor
    llava.model.vision_tower.load_state_dict(load_file(RUN / "vision/model.safetensors"))
    llava.model.multi_modal_projector.load_state_dict(connector)
    llava.model.language_model.load_state_dict(language)
    llava.tie_weights()
    assert torch.equal(llava.lm_head.weight, language["embed_tokens.weight"])
    return llava


def answer(llava: LlavaForConditionalGeneration, tokenizer: Tokenizer, image: str | None, query: str) -> dict:
    encode = lambda text: tokenizer.encode(text, add_special_tokens=False).ids
    if image is None:
        ids = encode(f"{PHI_SYSTEM}USER: {query} ASSISTANT:")
        inputs = {}
    else:
        ids = encode(f"{PHI_SYSTEM}USER: ") + [IMAGE_TOKEN] * VISUAL_TOKENS + encode(f"\n{query} ASSISTANT:")
        inputs = {"pixel_values": read_image(RUN / "data/images", image, "square").values[None]}
    end = tokenizer.token_to_id("<|endoftext|>")
    prompt = torch.tensor([ids])
    made = llava.generate(
        input_ids=prompt, attention_mask=torch.ones_like(prompt), do_sample=False, max_new_tokens=MAX_NEW_TOKENS,
        eos_token_id=end, pad_token_id=end, output_logits=True, return_dict_in_generate=True, **inputs,
    )
    tokens = made.sequences[0, len(ids) :].tolist()
    best = [step[0].topk(2).values for step in made.logits]
    margin = min((first - second).item() for first, second in best)
    assert margin > MIN_MARGIN, (image, query, margin)
    text = tokenizer.decode([t for t in tokens if t != end], skip_special_tokens=True).strip()
    return {"image": image, "query": query, "tokens": tokens, "margin": round(margin, 6), "answer": text}


def main() -> None:
    torch.set_num_threads(1)
    llava, tokenizer = model(), Tokenizer.from_file(str(RUN / "base/tokenizer.json"))
    rows = [answer(llava, tokenizer, image, query) for image, query in QUESTIONS]
    OUTPUT.write_text(
        json.dumps({"max_new_tokens": MAX_NEW_TOKENS, "answers": rows}, ensure_ascii=True, indent=1) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    sys.exit(main())
