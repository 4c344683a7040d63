using System.Text.Json.Nodes;
using Lockstep.Files;

namespace Lockstep.Ledgers.Commands;

/// <summary>An optimizer of a process: what its steps' digests are of, in their order.</summary>
/// <param name="Number">In its process, from 0.</param>
/// <param name="Class">As <c>torch.optim.adam.Adam</c>.</param>
/// <param name="Buffers">Names.</param>
public sealed record LedgerOptimizer(uint Number, string Class, IReadOnlyList<LedgerParameter> Parameters, IReadOnlyList<string> Buffers)
{
    internal const string Event = "optimizer";

    /// <summary>The class without its module.</summary>
    public string ShortClass => Class[(Class.LastIndexOf('.') + 1)..];

    internal JsonObject ToJson() => new()
    {
        ["event"] = Event,
        ["number"] = Number,
        ["class"] = Class,
        ["parameters"] = new JsonArray([.. Parameters.Select(parameter => parameter.ToJson())]),
        ["buffers"] = new JsonArray([.. Buffers.Select(name => JsonValue.Create(name))]),
    };

    /// <summary>As a process says it; null where it doesn't say which.</summary>
    internal static LedgerOptimizer? Of(JsonObject? json) => LooseJson.Number(json, "number") is { } number and >= 0 and <= uint.MaxValue
        ? new LedgerOptimizer(
            (uint)number,
            LooseJson.Text(json, "class") ?? "optimizer",
            [.. LooseJson.Objects(json, "parameters").Select(LedgerParameter.Of)],
            LooseJson.Texts(json, "buffers"))
        : null;

    /// <summary>Whether class, parameters and buffers are named alike.</summary>
    internal bool IsLike(LedgerOptimizer other) =>
        Class == other.Class && Buffers.SequenceEqual(other.Buffers, StringComparer.Ordinal)
            && Parameters.Count == other.Parameters.Count && Parameters.Zip(other.Parameters).All(pair => pair.First.IsLike(pair.Second));

    /// <summary>Its name, or its place where it has none.</summary>
    public string NameOfParameter(int index) =>
        index < Parameters.Count && Parameters[index].Name is { Length: > 0 } name ? name : FormattableString.Invariant($"parameter {index}");

    /// <summary>Its name, or its place where it has none.</summary>
    public string NameOfBuffer(int index) => index < Buffers.Count ? Buffers[index] : FormattableString.Invariant($"buffer {index}");
}

/// <summary>A parameter of an optimizer.</summary>
/// <param name="Name">Empty where the process didn't know it.</param>
/// <param name="Dtype">As <c>torch.float32</c>.</param>
public sealed record LedgerParameter(string Name, string Dtype, IReadOnlyList<long> Shape)
{
    internal JsonObject ToJson() => new()
    {
        ["name"] = Name,
        ["dtype"] = Dtype,
        ["shape"] = new JsonArray([.. Shape.Select(size => JsonValue.Create(size))]),
    };

    internal static LedgerParameter Of(JsonObject json) =>
        new(LooseJson.Text(json, "name") ?? "", LooseJson.Text(json, "dtype") ?? "", LooseJson.Numbers(json, "shape"));

    internal bool IsLike(LedgerParameter other) => Name == other.Name && Dtype == other.Dtype && Shape.SequenceEqual(other.Shape);

    /// <summary>As <c>fc.weight 10×512 float32</c>.</summary>
    public override string ToString() =>
        $"{(Name.Length > 0 ? Name : "a parameter without a name")} {ShapeText} {Dtype.Replace("torch.", "", StringComparison.Ordinal)}".TrimEnd();

    private string ShapeText => Shape.Count == 0 ? "scalar" : string.Join('×', Shape);
}
