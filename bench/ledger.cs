#:project ../src/Lockstep/Lockstep.csproj
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false
// How long it takes to find where two ledgers differ, and to see that they don't.
// Usage: dotnet run -c Release bench/ledger.cs [STEPS [BATCH [FOLDER]]]; bench/ledger.sh runs it.
using System.Diagnostics;
using System.Globalization;
using System.IO.Hashing;
using System.Numerics;
using System.Runtime.InteropServices;
using Lockstep.Ledgers;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var steps = args.Length > 0 ? long.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000;
var batch = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 16;
var folder = Directory.CreateDirectory(Path.Combine(args.Length > 2 ? args[2] : Path.GetTempPath(), "lockstep-ledger-bench")).FullName;
try
{
    var (a, same, other) = (Path.Combine(folder, "a"), Path.Combine(folder, "same"), Path.Combine(folder, "other"));
    Write(a, long.MaxValue);
    Write(same, long.MaxValue);
    Write(other, steps * 3 / 4);
    Console.WriteLine(
        $"{steps} steps of {batch} samples, {new FileInfo(a).Length / (double)steps / batch:F1} bytes a sample, {new FileInfo(a).Length / 1e6:F0} MB a ledger");
    foreach (var (name, path) in new[] { ("diverged", other), ("identical", same), ("diverged", other), ("identical", same) })
    {
        var watch = Stopwatch.StartNew();
        using var left = Ledger.Open(a);
        using var right = Ledger.Open(path);
        var answer = new LedgerPair(left, right).Compare(CancellationToken.None);
        Console.WriteLine($"{name,-10} {watch.Elapsed.TotalSeconds,8:F3} s, peak {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:F0} MB: "
            + $"{answer.Answer} {answer.Divergence?.Step} {answer.Divergence?.Phase}");
    }
}
finally
{
    Directory.Delete(folder, recursive: true);
}

Digests();

// On one core, of memory that no cache holds: XXH128, beside reading each word of it.
void Digests()
{
    const int Bytes = 1 << 29;
    const int Rounds = 5;
    var words = GC.AllocateUninitializedArray<long>(Bytes / sizeof(long));
    for (var at = 0; at < words.Length; at++)
    {
        words[at] = at * unchecked((long)0x9E3779B97F4A7C15);
    }

    double[] PerSecond(Action act) => [.. Enumerable.Range(0, Rounds).Select(_ =>
    {
        var watch = Stopwatch.StartNew();
        act();
        return Bytes / watch.Elapsed.TotalSeconds / 1e9;
    }).Order()];
    long sum = 0;
    var read = PerSecond(() => sum += SumOf(words));
    var hash = PerSecond(() => sum += (long)XxHash128.HashToUInt128(MemoryMarshal.AsBytes(words.AsSpan())));
    Console.WriteLine($"digests: {hash[Rounds / 2]:F1} GB/s ({hash[0]:F1} to {hash[^1]:F1}), "
        + $"reading alone {read[Rounds / 2]:F1} GB/s ({read[0]:F1} to {read[^1]:F1}): {hash[Rounds / 2] / read[Rounds / 2]:F2} of it ({sum & 1})");
}

static long SumOf(long[] words)
{
    var (a, b) = (Vector<long>.Zero, Vector<long>.Zero);
    var vectors = MemoryMarshal.Cast<long, Vector<long>>(words);
    for (var at = 0; at + 1 < vectors.Length; at += 2)
    {
        a += vectors[at];
        b += vectors[at + 1];
    }

    return Vector.Sum(a + b);
}

void Write(string path, long partsAt)
{
    using var writer = LedgerWriter.Create(path, new LedgerHeader(LedgerLevel.Standard, batch, 1, 288_746, 7, new string('0', 64), []));
    var ids = new uint[batch];
    var digests = new ulong[batch];
    for (var step = 0L; step <= steps; step++)
    {
        for (var place = 0; place < batch; place++)
        {
            ids[place] = (uint)((step * batch) + place);
            digests[place] = ids[place] * 0x9E3779B97F4A7C15;
        }

        writer.Append(new StepRecord { Step = step, Epoch = 1, Ids = ids, Decoded = digests, Augmented = digests, Loss = step < partsAt
            ? 2
            : 2.0000002f, Gradients = 1, Weights = 1 });
    }
}
