"""Golden images: what Pillow makes of files of every kind, and of every size.

Run from the repository's root with Pillow and numpy at hand; the tests read what it wrote and need no Python:

    python tests/golden/make_images.py model-workers/src/test/resources/golden/images

decode.json   file -> width, height and SHA-256 of Image.open(file).convert("RGB").tobytes(); exact formats only
*.expected.png  what Pillow makes of a lossy file, where two decoders may differ by a few grey levels
resize.json   SHA-256 of BICUBIC resizes of noise that both languages draw from the same generator, in both orders of
              passes: `sha256` horizontal first (Pillow to 12), `sha256_13` as Pillow 13 orders them. Each pass is a
              call of its own, so the script writes the same files under any Pillow
prepare.json  SHA-256 of the resized bytes, sum and sum of magnitudes after normalising, `square` and `pad`
"""

import hashlib
import json
import struct
import sys
import zlib
from pathlib import Path

import numpy as np
from PIL import Image

OUT = Path(sys.argv[1])
OUT.mkdir(parents=True, exist_ok=True)


def noise(count, seed, kind="noise"):
    """A linear congruential generator, one byte a step; `steps` gives only 0 and 255, to provoke clipping."""
    values, state = bytearray(), seed
    for _ in range(count):
        state = (state * 1103515245 + 12345) % 2**31
        byte = state >> 16 & 255
        values.append((255 if byte > 127 else 0) if kind == "steps" else byte)
    return bytes(values)


def image(width, height, seed, kind="noise"):
    return Image.frombytes("RGB", (width, height), noise(width * height * 3, seed, kind))


def sha(data):
    return hashlib.sha256(data).hexdigest()


# ---- a PNG writer for what Pillow itself does not write: 16 bits, every depth, interlacing, all five filters

CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def paeth(a, b, c):
    p = a + b - c
    pa, pb, pc = abs(p - a), abs(p - b), abs(p - c)
    return a if pa <= pb and pa <= pc else b if pb <= pc else c


def filtered(kind, row, above, step):
    out = bytearray([kind])
    for i, value in enumerate(row):
        a = row[i - step] if i >= step else 0
        b = above[i]
        c = above[i - step] if i >= step else 0
        out.append((value - [0, a, b, (a + b) // 2, paeth(a, b, c)][kind]) % 256)
    return bytes(out)


def packed(samples, depth):
    if depth == 16:
        return b"".join(struct.pack(">H", v) for v in samples)
    if depth == 8:
        return bytes(samples)
    bits = "".join(format(v, f"0{depth}b") for v in samples)
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))


def write_png(name, width, height, colour, depth, seed, interlaced=False, palette=None, transparency=None, split=97):
    channels = CHANNELS[colour]
    raw = noise(width * height * channels * 2, seed)
    wide = struct.unpack(f">{width * height * channels}H", raw)
    limit = 512 if "dark" in name else len(palette) // 3 if palette and "beyond" not in name else 2**depth
    pixels = np.array([v % limit for v in wide]).reshape(height, width, channels)
    step = max(1, channels * depth // 8)
    stream = b""
    for x0, y0, dx, dy in ADAM7 if interlaced else [(0, 0, 1, 1)]:
        part = pixels[y0::dy, x0::dx]
        if part.size == 0:
            continue
        above = bytes(len(packed(part[0].ravel().tolist(), depth)))
        for y, line in enumerate(part):
            row = packed(line.ravel().tolist(), depth)
            stream += filtered(y % 5, row, above, step)
            above = row
    data = zlib.compress(stream)
    out = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced))
    out += chunk(b"gAMA", struct.pack(">I", 30000))
    if palette:
        out += chunk(b"PLTE", palette)
    if transparency:
        out += chunk(b"tRNS", transparency)
    out += b"".join(chunk(b"IDAT", data[i : i + split]) for i in range(0, len(data), split))
    (OUT / name).write_bytes(out + chunk(b"IEND", b""))


def write_all_png():
    for interlaced in (False, True):
        tail = "-interlaced.png" if interlaced else ".png"
        for depth in (1, 2, 4, 8, 16):
            write_png(f"grey{depth}{tail}", 13, 11, 0, depth, 10 + depth, interlaced)
        for depth in (8, 16):
            write_png(f"rgb{depth}{tail}", 13, 11, 2, depth, 20 + depth, interlaced)
            write_png(f"grey-alpha{depth}{tail}", 13, 11, 4, depth, 30 + depth, interlaced)
            write_png(f"rgba{depth}{tail}", 13, 11, 6, depth, 40 + depth, interlaced)
        for depth in (1, 2, 4, 8):
            colours = noise(3 * 2**depth, 50 + depth)
            write_png(f"palette{depth}{tail}", 13, 11, 3, depth, 60 + depth, interlaced, colours)
    write_png("grey16-dark.png", 13, 11, 0, 16, 69)
    write_png("palette-transparent.png", 9, 7, 3, 8, 70, palette=noise(60, 71), transparency=noise(20, 72))
    write_png("grey-transparent.png", 9, 7, 0, 8, 73, transparency=b"\0\7")
    write_png("rgb-transparent.png", 9, 7, 2, 8, 74, transparency=b"\0\1\0\2\0\3")
    write_png("beyond-palette.png", 9, 7, 3, 8, 75, palette=noise(60, 76))
    write_png("one-pixel.png", 1, 1, 2, 8, 77)
    write_png("one-pixel-interlaced.png", 1, 1, 2, 8, 78, True)
    write_png("narrow-interlaced.png", 3, 40, 2, 8, 79, True)
    (OUT / "trailing-bytes.png").write_bytes((OUT / "rgb8.png").read_bytes() + b"anything after the end")
    (OUT / "no-end.png").write_bytes((OUT / "rgb8.png").read_bytes()[:-12])


def smooth(width, height):
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    waves = [127 + 110 * np.sin(x / (9 + 4 * c) + c) * np.cos(y / (7 + 3 * c)) for c in range(3)]
    return Image.fromarray(np.stack(waves, -1).round().astype(np.uint8), "RGB")


def save_lossy():
    picture = smooth(83, 61)
    edges = picture.copy()
    edges.paste((250, 20, 30), (20, 10, 50, 40))
    edges.paste((10, 30, 240), (40, 25, 75, 55))
    faded = picture.copy()
    faded.putalpha(picture.getchannel(1))
    exif = Image.Exif()
    exif[0x0112] = 6
    files = {
        "444.jpg": lambda f: picture.save(f, quality=92, subsampling=0),
        "422.jpg": lambda f: picture.save(f, quality=90, subsampling=1),
        "420.jpg": lambda f: edges.save(f, quality=85, subsampling=2),
        "progressive.jpg": lambda f: edges.save(f, quality=85, progressive=True),
        "grey.jpg": lambda f: picture.convert("L").save(f, quality=90),
        "cmyk.jpg": lambda f: picture.convert("CMYK").save(f, quality=92),
        "oriented.jpg": lambda f: picture.save(f, quality=90, exif=exif),
        "rgb.jpg": lambda f: picture.save(f, quality=92, keep_rgb=True),
        "lossy.webp": lambda f: picture.save(f, quality=90),
        "lossy-unfiltered.webp": lambda f: picture.save(f, quality=100),
        "lossy-alpha.webp": lambda f: faded.save(f, quality=100, exact=True),
        "lossy-edges.webp": lambda f: edges.save(f, quality=80),
    }
    from PIL import ImageCms

    wide = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    profile_bytes = wide.tobytes()
    profile_bytes = profile_bytes[:24] + bytes(12) + profile_bytes[36:84] + bytes(16) + profile_bytes[100:]  # no date, no id
    files["profile.jpg"] = lambda f: picture.save(f, quality=92, icc_profile=profile_bytes)
    for name, save in files.items():
        save(OUT / name)
        Image.open(OUT / name).convert("RGB").save(OUT / (name + ".expected.png"), optimize=True)
    whole = (OUT / "420.jpg").read_bytes()
    (OUT / "broken").mkdir(exist_ok=True)
    (OUT / "broken" / "cut.jpg").write_bytes(whole[: len(whole) * 2 // 3])
    png = (OUT / "rgb16.png").read_bytes()
    (OUT / "broken" / "cut.png").write_bytes(png[: len(png) // 2])
    flipped = bytearray(png)
    flipped[len(png) // 2] ^= 255
    (OUT / "broken" / "flipped.png").write_bytes(bytes(flipped))
    webp = (OUT / "lossy.webp").read_bytes()
    (OUT / "broken" / "cut.webp").write_bytes(webp[: len(webp) // 2])
    (OUT / "broken" / "empty.png").write_bytes(b"")
    (OUT / "broken" / "text.jpg").write_text("<html>404 not found</html>\n")


def save_exact():
    rgb, alpha = image(17, 12, 5), Image.frombytes("L", (17, 12), noise(204, 6))
    rgba = rgb.copy()
    rgba.putalpha(alpha)
    rgba.save(OUT / "lossless-alpha.webp", lossless=True, exact=True)
    rgb.save(OUT / "lossless.webp", lossless=True)
    rgb.save(OUT / "rgb.bmp")
    rgb.convert("L").save(OUT / "grey.bmp")
    rgb.save(OUT / "rgb.tiff")
    rgb.convert("L").save(OUT / "grey.tiff")
    rgb.quantize(16).save(OUT / "palette.gif")


def decode_table():
    table = {}
    for file in sorted(OUT.iterdir()):
        if file.suffix not in (".png", ".webp", ".bmp", ".tiff", ".gif") or "lossy" in file.name or "expected" in file.name:
            continue
        opened = Image.open(file)
        pixels = opened.convert("RGB")
        table[file.name] = {"mode": opened.mode, "width": pixels.width, "height": pixels.height, "sha256": sha(pixels.tobytes())}
    return table


def resized(source, width, height, vertical_first=False):
    """One pass a call, so that the order is ours whatever Pillow's is."""
    middle = (source.width, height) if vertical_first else (width, source.height)
    return source.resize(middle, resample=Image.Resampling.BICUBIC).resize((width, height), resample=Image.Resampling.BICUBIC)


def resized_13(source, width, height):
    """Pillow 13 goes vertically first where that loses more than twice the pixels of the other side."""
    lost = source.height - height
    result = resized(source, width, height, lost > 0 and lost > 2 * (source.width - width))
    if Image.__version__.startswith("13."):
        assert result.tobytes() == source.resize((width, height), resample=Image.Resampling.BICUBIC).tobytes()
    return result


SIDES = [(1, 1), (1, 7), (7, 1), (2, 3), (5, 90), (33, 47), (64, 64), (127, 31), (200, 150), (301, 97), (97, 301), (480, 640)]
TARGETS = [(1, 1), (1, 9), (56, 56), (64, 64), (47, 33), (384, 384), (13, 200)]


def resize_table():
    table = []
    for n, (w, h) in enumerate(SIDES):
        for kind in ("noise", "steps"):
            source = image(w, h, 100 + n, kind)
            for tw, th in TARGETS + [(w, 10), (10, h)]:
                entry = {"from": [w, h], "seed": 100 + n, "kind": kind, "to": [tw, th]}
                entry["sha256"] = sha(resized(source, tw, th).tobytes())
                entry["sha256_13"] = sha(resized_13(source, tw, th).tobytes())
                table.append(entry)
    return table


def prepared(source, mode, size):
    if mode == "pad" and source.width != source.height:
        side = max(source.size)
        canvas = Image.new("RGB", (side, side), (int(0.5 * 255),) * 3)
        canvas.paste(source, ((side - source.width) // 2, (side - source.height) // 2))
        source = canvas
    pixels = resized_13(source, size, size)
    scaled = (np.asarray(pixels).astype(np.float64) / 255).astype(np.float32)
    chw = ((scaled - np.float32(0.5)) / np.float32(0.5)).transpose(2, 0, 1)
    wide = chw.astype(np.float64)
    return {
        "rgb_sha256": sha(pixels.tobytes()),
        "chw_sha256": sha(chw.astype("<f4").tobytes()),
        "sum": float(wide.sum()),
        "abs_sum": float(np.abs(wide).sum()),
    }


def prepare_table():
    table = []
    for w, h in [(40, 30), (31, 52), (56, 56), (1, 5), (90, 91)]:
        for mode in ("square", "pad"):
            for size in (28, 56):
                entry = {"from": [w, h], "seed": w * h, "mode": mode, "size": size}
                table.append(entry | prepared(image(w, h, w * h), mode, size))
    return table


def main():
    write_all_png()
    save_exact()
    save_lossy()
    for name, table in (("decode", decode_table()), ("resize", resize_table()), ("prepare", prepare_table())):
        (OUT / f"{name}.json").write_text(json.dumps(table, indent=1) + "\n")


main()
