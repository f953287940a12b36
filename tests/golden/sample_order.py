"""Prints the sample orders that SampleOrderTest expects: Fisher-Yates over SplitMix64.

Run: python tests/golden/sample_order.py
"""

MASK = (1 << 64) - 1


def mix(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


class Shuffle:
    def __init__(self, seed, stage, epoch):
        self.state = mix((mix((mix(seed & MASK) + stage) & MASK) + epoch) & MASK)

    def below(self, bound):
        while True:
            self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
            product = (mix(self.state) >> 32) * bound
            if product % (1 << 32) >= (1 << 32) % bound:
                return product >> 32

    def order(self, size):
        order = list(range(size))
        for i in range(size - 1, 0, -1):
            j = self.below(i + 1)
            order[i], order[j] = order[j], order[i]
        return order


def shuffled(size, seed, stage, epoch):
    return Shuffle(seed, stage, epoch).order(size)


if __name__ == "__main__":
    for case in [(10, 42, 0, 0), (10, 42, 0, 1), (10, 42, 1, 0), (10, -1, 2, 3)]:
        print(case, shuffled(*case))
    large = shuffled(100_000, 42, 0, 0)
    print("checksum", sum(i * v for i, v in enumerate(large)) % (1 << 64))
