using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Lockstep.Runs;
using Lockstep.Tests.Shared;
using Lockstep.Vision.Runs;
using Lockstep.Vision.Tests.Native;
using Lockstep.Vision.Tests.Runs;
using Lockstep.Vision.Training;
using Lockstep.Vision.Training.Resuming;

namespace Lockstep.Vision.Tests.Checkpoints;

/// <summary>
/// A damaged <c>state.json</c>, of whose digest nothing is noticed, is gone on from or refused by a <see cref="LockstepException"/>
/// that names the checkpoint, and nothing else.
/// <c>LOCKSTEP_FUZZ_CASES</c> in the environment sets the number of cases.
/// </summary>
[Collection(LibtorchState.Name)]
public sealed class StateFuzzTests : IDisposable
{
    private const string Name = "epoch-1-batch-2";

    /// <summary>What is put in the place of a value.</summary>
    private static readonly string[] Values =
    [
        "null", "true", "0", "1", "2", "3", "-1", "1.5", "1e400", "-1e300", "1e300", "2147483647", "2147483648", "9223372036854775807",
        "9223372036854775808", "99999999999999999999999999", "0.1e-400",
        "\"\"", "\"NaN\"", "\"Infinity\"", "\"-Infinity\"", "\"1\"", "\"AAAA\"", "\"*\"", "\"\\u0000\"", "\"linear.weight\"", "[]", "[null]", "[0]",
        "[1,1]", "[[1]]", "[9223372036854775807,1]",
        "{}", "{\"momentum\":null}", "{\"momentum\":[]}", "{\"momentum\":[1,-1]}", "{\"\":[1]}",
    ];

    private static readonly string[] Splices = [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\ud800", "\0", "\ufeff", "NaN", "-", "e9", "9", "//", "/* */", "\n", "1", "null,",
        "\"format\":2,", "\"format\":1,"
    ];

    /// <summary>What is done; to which value, or where in the text; with which value or byte.</summary>
    private static readonly Gen<(Harm Harm, int At, int With)[]> Harms = Gen.Select(Gen.Enum<Harm>(), Gen.Int[0, 1_000_000], Gen.Int[0, 1_000_000]).Array[1, 2];

    private readonly TrainedRuns runs = new();

    private enum Harm
    {
        Replace,
        Copy,
        Delete,
        Rename,
        Add,
        Nest,
        Truncate,
        Flip,
        Splice,
        TakeOut,
        NestText,
        Twice,
    }

    public void Dispose() => runs.Dispose();

    [Theory]
    [InlineData("optimizer=adamw train.ema.decay=0.9 train.early_stopping.patience=3")]
    [InlineData("optimizer.name=sgd optimizer.momentum=0.9")]
    public async Task A_damaged_state_is_gone_on_from_or_refused(string set)
    {
        var cases = long.Parse(Environment.GetEnvironmentVariable("LOCKSTEP_FUZZ_CASES") ?? "3000", CultureInfo.InvariantCulture);
        using var folder = new TemporaryFolder();
        var prepared = await runs.PrepareAsync($"model=linear train.epochs=3 {set}");
        using var trainer = new Trainer(
            TaskCatalog.Of(prepared.Recipe.Recipe, prepared.Data), prepared.Recipe.Recipe, prepared.Snapshot, prepared.Gate.Reading, prepared.Data,
            prepared.Extensions);
        var points = new ResumePoints(folder.PathOf("resume"));
        trainer.TrainEpoch(1, _ => trainer.Step < 2, TestContext.Current.CancellationToken);
        var captured = trainer.Capture();
        points.Save(
            new ResumePoint
            {
                LockId = prepared.Locks.LockId,
                MetricsBytes = 100,
                Selection = new Selection("val_loss", 1, double.NaN),
                Metrics = new Dictionary<string, double> { ["trainLoss"] = 1.5, ["valLoss"] = double.PositiveInfinity },
                EarlyStopping = new EarlyStoppingFacts(0.5, 1),
                Training = captured.Facts with { LedgerSeconds = 0.25 },
                NonFinite = ["model: other"],
            },
            captured,
            keep: 1);
        var checkpoint = folder.PathOf($"resume/{Name}");
        var text = File.ReadAllText(Path.Combine(checkpoint, "state.json"));
        var (gone, refused) = (0, 0);
        Harms.Sample(
            harms =>
            {
                File.WriteAllBytes(Path.Combine(checkpoint, "state.json"), Harmed(text, harms));
                Sums.Mend(checkpoint);
                var reason = Refusal(points, trainer, checkpoint);
                _ = reason is null ? gone++ : refused++;
                return reason is null || reason.Length > 10;
            },
            iter: cases,
            threads: 1,
            print: harms => $"{string.Join(", ", harms)}:\n{Encoding.UTF8.GetString(Harmed(text, harms))}");

        // Were all refused, or none, the damage would be too great or too small to find anything.
        Assert.True(gone > cases / 50 && refused > cases / 5, $"{gone} gone on from, {refused} refused");
    }

    /// <returns>Null where training went on from it, by one step.</returns>
    private static string? Refusal(ResumePoints points, Trainer trainer, string checkpoint)
    {
        try
        {
            var (_, state) = points.Load(Name);
            using (state)
            {
                if (trainer.Misfit(state) is { } misfit)
                {
                    return misfit;
                }

                trainer.Restore(state);
            }
        }
        catch (LockstepException exception)
        {
            Assert.StartsWith(checkpoint, exception.Message, StringComparison.Ordinal);
            return exception.Message[checkpoint.Length..];
        }

        trainer.TrainEpoch(trainer.Epoch, _ => false, TestContext.Current.CancellationToken);
        Assert.NotEqual(TimeSpan.MinValue, trainer.TrainingTime);
        return null;
    }

    private static byte[] Harmed(string text, (Harm Harm, int At, int With)[] harms)
    {
        var whole = JsonNode.Parse(text)!;
        foreach (var (harm, at, with) in harms)
        {
            var nodes = Below(whole).ToArray();
            if (nodes.Length > 0)
            {
                Change(nodes[at % nodes.Length], nodes[with % nodes.Length], harm, with);
            }
        }

        var changed = whole.ToJsonString();
        return harms.Aggregate(Encoding.UTF8.GetBytes(changed), Change);
    }

    private static IEnumerable<JsonNode> Below(JsonNode node)
    {
        var children = node switch
        {
            JsonObject some => some.Select(member => member.Value),
            JsonArray some => some,
            _ => [],
        };
        return children.OfType<JsonNode>().SelectMany(child => Below(child).Prepend(child));
    }

    private static void Change(JsonNode node, JsonNode other, Harm harm, int with)
    {
        switch (harm)
        {
            case Harm.Replace:
                node.ReplaceWith(JsonNode.Parse(Values[with % Values.Length]));
                break;
            case Harm.Copy:
                node.ReplaceWith(other.DeepClone());
                break;
            case Harm.Delete or Harm.Rename when node.Parent is JsonObject parent:
                var name = node.GetPropertyName();
                parent.Remove(name);
                if (harm == Harm.Rename)
                {
                    parent[with % 2 == 0 ? name.ToUpperInvariant() : $"{name}{with}"] = node;
                }

                break;
            case Harm.Delete when node.Parent is JsonArray parent:
                parent.Remove(node);
                break;
            case Harm.Add when node is JsonArray array:
                array.Insert(with % (array.Count + 1), JsonNode.Parse(Values[with % Values.Length]));
                break;
            case Harm.Add when node is JsonObject some:
                some[$"more{with % 3}"] = JsonNode.Parse(Values[with % Values.Length]);
                break;
            case Harm.Nest:
                var nested = node.DeepClone();
                for (var depth = with % 30; depth >= 0; depth--)
                {
                    nested = depth % 2 == 0 ? new JsonArray(nested) : new JsonObject { ["a"] = nested };
                }

                node.ReplaceWith(nested);
                break;
        }
    }

    private static byte[] Change(byte[] bytes, (Harm Harm, int At, int With) how)
    {
        var at = bytes.Length == 0 ? 0 : how.At % bytes.Length;
        switch (how.Harm)
        {
            case Harm.Truncate:
                return bytes[..at];
            case Harm.Flip when bytes.Length > 0:
                var flipped = (byte[])bytes.Clone();
                flipped[at] ^= (byte)(1 << (how.With % 8));
                return flipped;
            case Harm.Splice:
                return [.. bytes[..at], .. Encoding.UTF8.GetBytes(Splices[how.With % Splices.Length]), .. bytes[at..]];
            case Harm.TakeOut:
                return [.. bytes[..at], .. bytes[Math.Min(at + 1 + (how.With % 20), bytes.Length)..]];
            case Harm.NestText:
                return [
                    .. bytes[..at],
                    .. Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(how.With % 2 == 0 ? "[" : "{\"a\":", how.With % 20_000))),
                    .. bytes[at..]
                ];
            case Harm.Twice:
                return [.. bytes, .. bytes];
            default:
                return bytes;
        }
    }
}
