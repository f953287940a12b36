"""Conversations chosen to hurt a tokenizer, a template or a rule of labels.

RECORDS also train the tokenizer, so they never change; what came later stands in MORE. Characters that a reader could not
see or tell apart are written as escapes.
"""


def turns(*texts):
    return [{"from": ("human", "gpt")[i % 2], "value": text} for i, text in enumerate(texts)]


def record(identity, *texts, image="../images/rgb8.png"):
    entry = {"id": identity, "conversations": turns(*texts)}
    return {"id": identity, "image": image, "conversations": turns(*texts)} if image else entry


RECORDS = [
    record("caption-after", "Render a clear and concise summary of the photo.\n<image>", "two large green diamonds on white"),
    record("caption-before", "<image>\nWhat shape is shown?", "Circle."),
    record("many-turns", "What is it?\n<image>", "a red ring", "How many?", "two", "Where?", "On the left.", "Sure?", "Yes"),
    record("text-only", "What is the capital of France?", "Paris, of course. It isn't Lyon.", image=None),
    record("digits", "<image>\nHow many are there?", "42 or 7", "And now?", "3"),
    record("chinese", "<image>\n图片里有什么？", "一只猫坐在桌子上。", "几只？", "两只"),
    record("japanese-korean", "これは何ですか？ <image>", "赤い丸です。", "한국어로?", "빨간 원입니다."),
    record("emoji", "<image> What is 👩‍👩‍👧?", "👩‍👩‍👧 and 🇫🇷 and 🎈!"),
    record("empty-answer", "<image>\nSay nothing.", "", "Again.", "Something."),
    record("only-spaces", "<image>\nSpaces?", "   ", "More?", " leading and trailing  "),
    record("newlines", "<image>\nPoem?", "\nRoses are red,\n\nviolets are blue.\r\n", "Tab?", "\ta\tb"),
    record("end-in-question", "<image>\nWhat does <|endoftext|> mean?", "It ends a text."),
    record("end-in-answer", "<image>\nQuote it.", "Here: <|endoftext|> is the end."),
    record("chat-tokens", "<image>\n<|im_start|>user hi<|im_end|>", "<|im_start|>hello<|im_end|> you"),
    record("separator-in-answer", "<image>\nQuote it.", "USER: a ASSISTANT: b"),
    record("separator-in-question", "<image>\nWhat follows USER: x ASSISTANT: ?", "An answer."),
    record("unicode-spaces", "\u3000\u00a0 <image> \u2003What?\u0085\u3000", "x\u00a0y"),
    record("inner-placeholder", "Look at <image> closely, please", "Done"),
    record("bare-image", "<image>", "nothing asked"),
    record("late-image", "Hello", "Hi", "Now look: <image> ok?", "I see it."),
    record("accents", "<image>\nCafe\u0301 ou café?", "Café, naïve, Ünïcödé, e\u0301"),
    record("code", "<image>\nCode?", "```python\nfor i in range(10):\n    print(i)\n```"),
    record("long", "<image>\nTell me a long story.", " ".join(f"word{i} and then" for i in range(60)), "More?", "No, " * 40),
    record("long-text", "Count.", " ".join(str(i) for i in range(100)), "Thanks", "You're welcome", image=None),
    {"id": 17, "image": "../images/rgb8.png", "conversations": [{"from": "system", "value": "ignored"}] + turns("<image>\nHi", "Ho")},
    {"id": "image-unused", "image": "../images/rgb8.png", "conversations": turns("No placeholder here", "Then no image")},
]

ROUNDS = [text for i in range(12) for text in (f"Question {i}?", f"{i * 37}")]
ODD_SPACES = "\u2028\u2029\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u202f\u205f\u3000"

MORE = [
    # Where the answer's first characters meet the separator's last space.
    record("digit-first", "<image>\nHow many?", "7", "And?", "3.14", "Then?", "-1", "Last?", " 5"),
    record("other-digits", "<image>\nHow many?", "\u0663", "And?", "\uff11\uff12", "Then?", "\u00bd", "Last?", "\u00b2"),
    record("punctuation-first", "<image>\nGo on.", "'s", "More", "!wow", "More", "</s>", "More", "...", "More", "\n"),
    record("mark-first", "<image>\nGo on.", "\u0301abc", "More", "\u200dx", "More", "\ufe0fx", "More", "\u093fx"),
    # Composition: the tokenizer normalises to NFC.
    record("decomposed", "<image>\nA\u030angstro\u0308m?", "e\u0323\u0302 \u1112\u1161\u11ab q\u0307\u0323 a\u0308\u0304"),
    record("composed", "<image>\n\u00c5ngstr\u00f6m?", "\u1ec7 \ud55c q\u0323\u0307 \u01df"),
    record("singletons", "<image>\n\u212b \u2126 \u212a?", "\uf900 \ufb1d \u0344 \u2000\u2001 \u1fef"),
    record("stacked-marks", "<image>\nZ\u0351\u036b\u0343\u036a\u0302?", "a" + "\u0301\u0323\u0330\u0489" * 12 + "b"),
    # Characters of no width.
    record("joiners", "<image>\n\u0915\u094d\u200d\u0937?", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \u200d \u200c\u200d"),
    record("no-width", "\ufeff<image>\ufeff", "\u200b\u00ad\u2060\ufeffx\u200b", "\u200b", "a\u200bb"),
    record("emoji-sequences", "<image>\n1\ufe0f\u20e3?", "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f "
           "\U0001f44d\U0001f3fd \u2764\ufe0f\u200d\U0001f525 \U0001f1e9\U0001f1ea\U0001f1eb"),
    record("right-to-left", "<image>\n\u05e9\u05dc\u05d5\u05dd \u202eabc\u202c?", "\u0645\u0631\u062d\u0628\u0627 \u200f1\u200e 2"),
    record("beyond-the-plane", "<image>\n\U00020000\U0002a6d6?", "\U0001d49c\U0001f9ff \ud55c\uae00 \U000f0000 \U0010fffd"),
    # Control characters and every kind of space, where strip() decides and where it does not.
    record("control", "<image>\n\x07\x08\x1b[31mred\x1b[0m\x7f?", "\x01\x02\x7f a\x0bb\x0cc", "\x1e", "\x1f"),
    record("null", "<image>\na\x00b", "\x00 and \x00\x00", "\x00", "c"),
    record("stripped", ODD_SPACES + "<image>" + ODD_SPACES, "a" + ODD_SPACES + "b"),
    record("not-stripped", "\u200b\u180e <image> \u180e\u2060", "x"),
    record("kept-spaces", ODD_SPACES + "no picture" + ODD_SPACES, ODD_SPACES, image=None),
    record("trailing", "<image>\nWhat?   ", "Yes   ", "And \t\n", "No\n\n", "   ", "  \t "),
    record("line-ends", "<image>\r\nWhat?\r", "a\r\n\r\nb\rc\n\n\n", "\r", "\r\n"),
    # Special tokens as text, whole and nearly.
    record("chat-in-answer", "<image>\nQuote.", "<|im_start|>assistant\nhi<|im_end|>\n", "Again", "<|im_end|><|im_end|>"),
    record("end-first", "<|endoftext|><image>\nQuote.", "<|endoftext|>", "Again", "a<|endoftext|><|endoftext|>b"),
    record("nearly-special", "<image>\n<|endoftext <| im_end |> <|IM_END|>", "<|im_end|<|endoftext|", "<|", "|>"),
    record("nearly-image", "<image>\n<image <IMAGE> < image > <image/>", "image> <image", "&lt;image&gt;", "<<image"),
    record("separators", "<image>\nUSER: ASSISTANT:", "ASSISTANT: x", "ASSISTANT:", "USER:x ASSISTANT:y", "a  ASSISTANT:", "b"),
    record("separator-twice", "<image>\nQuote.", "a ASSISTANT: b", "Again", "c"),
    # Length.
    record("very-long", "<image>\nTell me.", "".join(f"w\u00f6rd{i} \u6f22\u5b57\U0001f388 " for i in range(130)), "More?", "End."),
    record("one-long-word", "Say it.", "a" * 300 + "\u6f22" * 100, "And?", "7" * 100, image=None),
    record("twelve-rounds", "<image>\n" + ROUNDS[0], *ROUNDS[1:]),
]

# For the encoder alone: a dataset's record may not have its placeholder here.
IMAGE_IN_ANSWERS = [
    turns("What stands for a picture?", "It is <image>, nothing else."),
    turns("<image>\nQuote it.", "Here: <image>", "Again", "<image><image>"),
    turns("Say it first.", "<image>\nand then text"),
]
