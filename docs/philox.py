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


def double(stream):
    return ((next(stream) << 32 | next(stream)) >> 11) * 2.0**-53


def shuffle(items, stream):
    for place in range(len(items) - 1, 0, -1):
        other = below(stream, place + 1)
        items[place], items[other] = items[other], items[place]
    return items


def order(count, seed, epoch):
    return shuffle(list(range(count)), words(seed, 1, epoch, 0))


def by_class(classes):
    return {c: [i for i in range(len(classes)) if classes[i] == c] for c in sorted(set(classes))}


def balanced(classes, seed, epoch):
    samples = [shuffle(own, words(seed, 1, epoch, c + 1)) for c, own in by_class(classes).items()]
    turns, result = words(seed, 1, epoch, 0), []
    for turn in range(max(map(len, samples), default=0)):
        for c in shuffle(list(range(len(samples))), turns):
            result.append(samples[c][turn % len(samples[c])])
    return result


def pick(weights, stream):
    point, total = double(stream) * sum_of(weights), 0.0
    for place, weight in enumerate(weights):
        total += weight
        if total > point:
            return place


def sum_of(weights):  # from the left, each sum rounded: newer Pythons' own sum() is more exact
    total = 0.0
    for weight in weights:
        total += weight
    return total


def weighted(weights, count, seed, epoch):
    stream = words(seed, 1, epoch, 0)
    return [pick(weights, stream) for _ in range(count)]


def weighted_by_class(classes, weights, seed, epoch):
    groups, stream, result = by_class(classes), words(seed, 1, epoch, 0), []
    for _ in classes:
        own = groups[list(groups)[pick([weights[c] for c in groups], stream)]]
        result.append(own[below(stream, len(own))])
    return result


def repeated(count, times, seed, epoch):
    shuffled = order(count, seed, epoch)
    return [shuffled[place // times] for place in range(count)]


def sharded(whole, rank, world):
    return [whole[place % len(whole)] for place in range(rank, -(-len(whole) // world) * world, world)]


if __name__ == "__main__":
    print(*order(10, 1337, 1))
