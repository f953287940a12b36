"""Golden numbers of the compute layer, from transformers and plain PyTorch in float64.

    python tests/golden/make_compute.py model-workers/src/test/resources/golden/compute

Two pairs of tiny teacher and student cover grouped-query and plain attention, tied and untied heads, the first patch
dropped and kept, and a teacher vocabulary larger than the student's. Full logits, full relation matrices, one optimizer of
PyTorch: nothing here shares a shortcut with the code under test.
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from transformers import Qwen2Config, Qwen2ForCausalLM, SiglipVisionConfig, SiglipVisionModel, get_scheduler

P_SIDE, IMAGE = 4, 30  # 30 pixels hold four patches of 7 and two pixels nobody sees


def model(seed, vocab, d, heads, kv, layers, tied, first, dv=12):
    torch.manual_seed(seed)
    language = Qwen2ForCausalLM(
        Qwen2Config(vocab_size=vocab, hidden_size=d, intermediate_size=2 * d, num_hidden_layers=layers, num_attention_heads=heads,
                    num_key_value_heads=kv, tie_word_embeddings=tied, rope_theta=1000.0, rms_norm_eps=1e-6, initializer_range=0.2,
                    attn_implementation="eager"))
    vision = SiglipVisionModel(
        SiglipVisionConfig(hidden_size=dv, intermediate_size=16, num_hidden_layers=3, num_attention_heads=2, image_size=IMAGE,
                           patch_size=7, attn_implementation="eager", vision_use_head=False))
    connector = torch.nn.Sequential(torch.nn.Linear(dv, d), torch.nn.GELU(), torch.nn.Linear(d, d))
    for part in (language, vision, connector):
        for name, p in part.named_parameters():
            noise = torch.randn_like(p)
            if name.endswith("norm.weight") or "layernorm" in name and name.endswith("weight") or "layer_norm" in name and name.endswith("weight"):
                p.data.copy_(1 + 0.1 * noise)
            else:
                p.data.copy_(0.25 * noise)
        part.double().eval()
    return dict(language=language, vision=vision, connector=connector, first=first,
                sizes=dict(vocab=vocab, d=d, heads=heads, kv=kv, layers=layers, tied=tied, first=first, vision_layers=2, vision_heads=2,
                           patch=7, vision_eps=vision.config.layer_norm_eps, theta=1000.0, eps=1e-6))


def parameters(m):
    """Canonical names, in order: vision of the layers that run, connector, language."""
    named = []
    vision = dict(m["vision"].named_parameters())
    names = ["embeddings.patch_embedding.weight", "embeddings.patch_embedding.bias", "embeddings.position_embedding.weight"]
    for layer in range(3):
        for n in ["layer_norm1", "self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.out_proj", "layer_norm2", "mlp.fc1", "mlp.fc2"]:
            names += [f"encoder.layers.{layer}.{n}.weight", f"encoder.layers.{layer}.{n}.bias"]
    named += [("vision/vision_model." + n, vision["vision_model." + n]) for n in names]
    named += [("connector/" + n, p) for n, p in m["connector"].named_parameters()]
    language = dict(m["language"].named_parameters())
    names = ["model.embed_tokens.weight"]
    for layer in range(m["sizes"]["layers"]):
        names += [f"model.layers.{layer}." + n for n in [
            "input_layernorm.weight", "self_attn.q_proj.weight", "self_attn.q_proj.bias", "self_attn.k_proj.weight", "self_attn.k_proj.bias",
            "self_attn.v_proj.weight", "self_attn.v_proj.bias", "self_attn.o_proj.weight", "post_attention_layernorm.weight",
            "mlp.gate_proj.weight", "mlp.up_proj.weight", "mlp.down_proj.weight"]]
    names.append("model.norm.weight")
    if not m["sizes"]["tied"]:
        names.append("lm_head.weight")
    assert sorted(names) == sorted(language), set(language) ^ set(names)
    named += [("language/" + n, language[n]) for n in names]
    return named


def features(m, pixels):
    hidden = m["vision"](pixels, output_hidden_states=True).hidden_states[-2]
    return m["connector"](hidden[:, m["first"]:])


def logits(m, samples, pixels):
    """Each sample by itself, without padding: a list of (length, V) logits and of final hidden states."""
    visual = features(m, pixels)
    out = []
    for s in samples:
        embeds = []
        for piece in s["pieces"]:
            if isinstance(piece, tuple):
                embeds.append(visual[piece[0], :piece[1]])
            else:
                embeds.append(m["language"].get_input_embeddings()(torch.tensor(piece)))
        x = torch.cat(embeds)[None]
        hidden = m["language"].model(inputs_embeds=x).last_hidden_state[0]
        out.append((m["language"].lm_head(hidden), hidden))
    return out


def divergence(kind, zt, zs, temperature=1.0):
    pt, ps = F.softmax(zt / temperature, -1), F.softmax(zs / temperature, -1)
    kl = lambda p, q: (p * (p / q).log()).sum(-1)
    if kind == "forward-kl":
        return kl(pt, ps)
    if kind == "reverse-kl":
        return kl(ps, pt)
    if kind == "skewed-forward-kl":
        return kl(pt, 0.1 * pt + 0.9 * ps)
    if kind == "skewed-reverse-kl":
        return kl(ps, 0.9 * pt + 0.1 * ps)
    if kind == "js":
        mix = 0.9 * pt + 0.1 * ps
        return 0.9 * kl(pt, mix) + 0.1 * kl(ps, mix)
    return 0.5 * (pt - ps).abs().sum(-1)


def terms(student, teacher, samples, pixels, kind="forward-kl", temperature=1.0):
    """(4, B): L_reg, L_res, L_vis, L_rel of each sample."""
    vocab = student["sizes"]["vocab"]
    table = []
    with torch.no_grad():
        theirs = logits(teacher, samples, pixels)
    for s, (zs, _), (zt, _) in zip(samples, logits(student, samples, pixels), theirs):
        zt = zt[:, :vocab]
        labels = torch.tensor(s["labels"])
        rows = (labels[1:] != -100).nonzero()[:, 0]
        visual = torch.tensor(s["visual"], dtype=torch.long)
        zero = torch.zeros((), dtype=torch.float64)
        reg, res, vis, rel = zero, zero, zero, zero
        if len(rows):
            reg = F.cross_entropy(zs[rows], labels[rows + 1])
            res = divergence(kind, zt[rows], zs[rows], temperature).mean()
        if len(visual):
            vis = divergence(kind, zt[visual], zs[visual], temperature).mean()
            rel = 1 - F.cosine_similarity((zt[visual] @ zt[visual].T).flatten(), (zs[visual] @ zs[visual].T).flatten(), dim=0)
        table.append(torch.stack([reg, res, vis, rel]))
    return torch.stack(table, 1)


def make_samples(P):
    text = lambda *ids: list(ids)
    raw = [
        dict(pieces=[text(3, 4), (0, P), text(5, 6, 7, 8, 9)], supervised=[7, 8, 9]),
        dict(pieces=[(1, P - 4)], supervised=[]),                           # cut by the length limit: no target, fewer visual rows
        dict(pieces=[text(11, 12, 13, 14, 15, 16)], supervised=[14, 15, 16]),  # text only
        dict(pieces=[(2, P), text(21, 22, 23, 0)], supervised=[21, 22, 23, 0]),
    ]
    for s in raw:
        labels, visual = [], []
        for piece in s["pieces"]:
            if isinstance(piece, tuple):
                visual += list(range(len(labels), len(labels) + piece[1]))
                labels += [-100] * piece[1]
            else:
                labels += [i if i in s["supervised"] else -100 for i in piece]
        s["labels"], s["visual"] = labels, visual
    return raw


def batch_arrays(samples, P):
    T = max(len(s["labels"]) for s in samples)
    ids = np.zeros((len(samples), T), np.int64)
    visual, sources, response, targets = [], [], [], []
    for b, s in enumerate(samples):
        t = 0
        for piece in s["pieces"]:
            if isinstance(piece, tuple):
                visual += [b * T + t + i for i in range(piece[1])]
                sources += [piece[0] * P + i for i in range(piece[1])]
                t += piece[1]
            else:
                ids[b, t:t + len(piece)] = piece
                t += len(piece)
        for i, label in enumerate(s["labels"][1:]):
            if label != -100:
                response.append(b * T + i)
                targets.append(label)
    count = lambda f: np.array([f(s) for s in samples], np.int64)
    return dict(ids=ids, visualRows=np.array(visual, np.int64), visualSources=np.array(sources, np.int64),
                visualRowsPerSample=count(lambda s: len(s["visual"])), responseRows=np.array(response, np.int64),
                responseTargets=np.array(targets, np.int64),
                responseRowsPerSample=count(lambda s: sum(x != -100 for x in s["labels"][1:])),
                lengths=count(lambda s: len(s["labels"])))


WEIGHTS = torch.tensor([1.0, 1.0, 1.0, 0.5], dtype=torch.float64)
SETUPS = {"connector": ("connector/",), "connector-language": ("connector/", "language/"), "all": ("vision/", "connector/", "language/")}


def train(student, named, prefixes, one_loss, steps=4):
    """Clip at 1, AdamW with decay on matrices only, cosine with one warm-up step."""
    start = {n: p.data.clone() for n, p in named}
    chosen = [(n, p) for n, p in named if n.startswith(prefixes) and ".layers.2." not in n.replace("language/model", "")]
    matrices = [p for _, p in chosen if p.ndim >= 2]
    vectors = [p for _, p in chosen if p.ndim < 2]
    optimizer = torch.optim.AdamW([dict(params=matrices, weight_decay=0.1), dict(params=vectors, weight_decay=0.0)],
                                  lr=1e-2, betas=(0.9, 0.99), eps=1e-8)
    schedule = get_scheduler("cosine", optimizer, 1, steps)
    losses, gradient_norms, rates = [], [], []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = one_loss()
        loss.backward()
        losses.append(loss.item())
        gradient_norms.append(torch.nn.utils.clip_grad_norm_([p for _, p in chosen], 1.0).item())
        rates.append(schedule.get_last_lr()[0])
        optimizer.step()
        schedule.step()
    after = {n: p.data.clone() for n, p in chosen}
    for n, p in named:
        p.data.copy_(start[n])
        p.grad = None
    return losses, gradient_norms, rates, after


def case(folder, name, student, teacher):
    P = P_SIDE * P_SIDE - student["first"]
    samples = make_samples(P)
    torch.manual_seed(7)
    pixels = torch.randn(3, 3, IMAGE, IMAGE, dtype=torch.float32).double()
    arrays, numbers = batch_arrays(samples, P), dict(student=student["sizes"], teacher=teacher["sizes"], visualTokens=P)
    arrays["pixels"] = pixels.numpy()
    for who, m in (("student", student), ("teacher", teacher)):
        for n, p in parameters(m):
            p.data.copy_(p.data.float().double())
            arrays[f"{who}/{n}"] = p.data.numpy().copy()
    for who, m in (("student", student), ("teacher", teacher)):
        with torch.no_grad():
            arrays[f"{who}Hidden"] = torch.cat([h for _, h in logits(m, samples, pixels)]).numpy()
            arrays[f"{who}Features"] = features(m, pixels).flatten(0, 1).numpy()
    named = parameters(student)

    def loss():
        return (WEIGHTS @ terms(student, teacher, samples, pixels)).mean()

    for kind in ["forward-kl", "reverse-kl", "js", "skewed-forward-kl", "skewed-reverse-kl", "tv"]:
        for temperature in (1.0, 2.0):
            for _, p in named:
                p.grad = None
            table = terms(student, teacher, samples, pixels, kind, temperature)
            arrays[f"terms/{kind}/{temperature}"] = table.detach().numpy()
            (WEIGHTS @ table).mean().backward()
            arrays[f"connectorGradient/{kind}/{temperature}"] = dict(named)["connector/0.weight"].grad.numpy().copy()
    for _, p in named:
        p.grad = None
    loss().backward()
    for n, p in named:
        if p.grad is not None:
            arrays["gradient/" + n] = p.grad.numpy().copy()
    for setup, prefixes in SETUPS.items():
        losses, gradient_norms, rates, after = train(student, named, prefixes, loss)
        numbers[setup] = dict(losses=losses, gradientNorms=gradient_norms, rates=rates)
        for n, p in after.items():
            arrays[f"after/{setup}/{n}"] = p.numpy()

    generated = []
    with torch.no_grad():
        visual = features(student, pixels)
        for s in samples:
            x = torch.cat([visual[p[0], :p[1]] if isinstance(p, tuple) else student["language"].get_input_embeddings()(torch.tensor(p))
                           for p in s["pieces"]])[None]
            mask = torch.ones(x.shape[:2], dtype=torch.long)
            tokens = student["language"].generate(inputs_embeds=x, attention_mask=mask, max_new_tokens=8, do_sample=False,
                                                  eos_token_id=None, pad_token_id=0)
            generated.append(tokens[0].tolist())
        numbers["generated"] = generated
        numbers["predictions"] = [z[i].argmax().item() for s, (z, _) in zip(samples, logits(student, samples, pixels))
                                  for i in range(len(s["labels"]) - 1) if s["labels"][i + 1] != -100]
    np.savez_compressed(folder / f"{name}.npz", **{k.replace("/", "|"): v if v.dtype == np.int64 else v.astype(np.float32) for k, v in arrays.items()})
    (folder / f"{name}.json").write_text(json.dumps(numbers, indent=1))


def schedules(folder):
    table = {}
    for kind in ["cosine", "linear", "constant", "constant_with_warmup"]:
        for warmup, steps in ((0, 10), (3, 10), (10, 40)):
            optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=2e-3)
            schedule = get_scheduler(kind, optimizer, warmup, steps)
            rates = []
            for _ in range(steps + 1):
                rates.append(schedule.get_last_lr()[0])
                optimizer.step()
                schedule.step()
            table[f"{kind} {warmup} {steps}"] = rates
    (folder / "schedules.json").write_text(json.dumps(table))


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    case(folder, "gqa-tied-patch", model(1, 40, 16, 4, 2, 2, True, 1), model(2, 48, 20, 5, 5, 2, False, 1))
    case(folder, "mha-untied-cls", model(3, 40, 16, 2, 2, 2, False, 0), model(4, 40, 20, 10, 5, 1, True, 0))
    schedules(folder)


if __name__ == "__main__":
    main()
