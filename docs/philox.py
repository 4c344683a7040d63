"""Lockstep's random draws in another language: prints the sample order of seed 1337, epoch 1, ten samples."""


def philox(counter, key):
    x, k = list(counter), list(key)
    for _ in range(10):
        a, b = 0xD2511F53 * x[0], 0xCD9E8D57 * x[2]
        x = [(b >> 32) ^ x[1] ^ k[0], b & 0xFFFFFFFF, (a >> 32) ^ x[3] ^ k[1], a & 0xFFFFFFFF]
        k = [(k[0] + 0x9E3779B9) & 0xFFFFFFFF, (k[1] + 0xBB67AE85) & 0xFFFFFFFF]
    return x


def words(seed, purpose, epoch, sample):
    block = 0
    while True:
        yield from philox((block, sample, epoch, purpose), (seed & 0xFFFFFFFF, seed >> 32))
        block += 1


def below(stream, bound):
    while True:
        product = next(stream) * bound
        if product & 0xFFFFFFFF >= (1 << 32) % bound:
            return product >> 32


def order(count, seed, epoch):
    items, stream = list(range(count)), words(seed, 1, epoch, 0)
    for place in range(count - 1, 0, -1):
        other = below(stream, place + 1)
        items[place], items[other] = items[other], items[place]
    return items


print(*order(10, 1337, 1))
