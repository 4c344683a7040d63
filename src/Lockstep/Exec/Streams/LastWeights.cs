using System.Text.Json.Nodes;
using Lockstep.Files;
using Lockstep.Ledgers.Commands;

namespace Lockstep.Exec.Streams;

/// <summary>The last digests of the weights of each optimizer of each process.</summary>
internal sealed class LastWeights
{
    private readonly SortedDictionary<string, JsonObject> processes = new(StringComparer.Ordinal);
    private readonly List<Weights> optimizers = [];

    /// <summary>Whether there was any step.</summary>
    public bool HasSteps { get; private set; }

    /// <summary>SHA-256 of those of all processes that ended; null where there is none.</summary>
    public string? Digest => processes.Count == 0 ? null : CanonicalJson.DigestOf(JsonMembers.Of(
        processes.Keys, process => process, process => processes[process].DeepClone()));

    public void Add(LedgerOptimizer optimizer) => Of(optimizer.Number).Optimizer = optimizer;

    public void Add(in StepBody step)
    {
        HasSteps = true;
        var weights = Of(step.Optimizer);
        Keep(step.Parameters, ref weights.Parameters);
        Keep(step.Buffers, ref weights.Buffers);
    }

    /// <summary>What follows is of another process.</summary>
    public void End(string process)
    {
        var named = new JsonObject();
        optimizers.Sort((one, other) => one.Number.CompareTo(other.Number));
        foreach (var weights in optimizers.Where(weights => weights.Parameters.Length > 0))
        {
            var optimizer = weights.Optimizer ?? new LedgerOptimizer(weights.Number, "", [], []);
            named[FormattableString.Invariant($"{weights.Number} {optimizer.Class}")] = new JsonObject
            {
                ["parameters"] = List(weights.Parameters, index =>
                    index < optimizer.Parameters.Count ? optimizer.Parameters[index].ToString() : optimizer.NameOfParameter(index)),
                ["buffers"] = List(weights.Buffers, optimizer.NameOfBuffer),
            };
        }

        if (named.Count > 0)
        {
            processes[process] = named;
        }

        optimizers.Clear();
    }

    private Weights Of(uint optimizer)
    {
        foreach (var known in optimizers) // a handful at most
        {
            if (known.Number == optimizer)
            {
                return known;
            }
        }

        var weights = new Weights(optimizer);
        optimizers.Add(weights);
        return weights;
    }

    private static void Keep(ReadOnlySpan<byte> digests, ref byte[] kept)
    {
        if (digests.Length == kept.Length)
        {
            digests.CopyTo(kept);
        }
        else if (!digests.IsEmpty)
        {
            kept = digests.ToArray(); // none is none taken at this step
        }
    }

    private static JsonArray List(byte[] digests, Func<int, string> nameOf) =>
        new([
            .. Enumerable
                .Range(0, digests.Length / StepBody.DigestBytes)
                .Select(index => new JsonObject { ["name"] = nameOf(index), ["crc32"] = StepBody.Digest(digests, index) }),
        ]);

    private sealed class Weights(uint number)
    {
        public readonly uint Number = number;
        public LedgerOptimizer? Optimizer;
        public byte[] Parameters = [];
        public byte[] Buffers = [];
    }
}
