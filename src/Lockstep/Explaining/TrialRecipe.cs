using System.Text;
using System.Text.Json.Nodes;

namespace Lockstep.Explaining;

/// <summary>The recipe of a trial: the first run's, with some values of the second's.</summary>
/// <param name="A">All values of the first run's.</param>
/// <param name="ModelFileOfA">Where the file of its model lies; null where it has none.</param>
public sealed record TrialRecipe(JsonObject A, string? ModelFileOfA, JsonObject B, string? ModelFileOfB)
{
    private static readonly string[] FileKeys = ["weights", "torchscript"];

    /// <summary>As JSON, which recipes can be written in.</summary>
    /// <param name="data">The data set's folder.</param>
    /// <param name="split">The split file; null for none.</param>
    public byte[] With(IReadOnlyList<Difference> put, string data, string? split)
    {
        var values = (JsonObject)A.DeepClone();
        foreach (var difference in put.OfType<RecipeDifference>())
        {
            Set(values, difference.Path, difference.Value is { } json ? JsonNode.Parse(json) : null);
        }

        if (put.Any(difference => difference is ModelFileDifference))
        {
            foreach (var key in FileKeys.Append("sha256").Where(key => B["model"]?[key] is not null || values["model"]?[key] is not null))
            {
                Set(values, $"model.{key}", B["model"]?[key]?.DeepClone());
            }
        }

        PutModelFile(values, put);
        Set(values, "dataset", data);
        Set(values, "split.file", split);
        // What says where things are, how fast they go or what is kept is the trial's own.
        Set(values, "data.manifest", null);
        Set(values, "data.verify", "auto");
        Set(values, "loader.cache", "none");
        Set(values, "checkpoint.every_steps", null);
        Set(values, "checkpoint.every_minutes", null);
        Set(values, "checkpoint.keep_finished", false);
        Set(values, "ledger", "standard");
        return Encoding.UTF8.GetBytes(values.ToJsonString());
    }

    private void PutModelFile(JsonObject values, IReadOnlyList<Difference> put)
    {
        var isOfB = put.Any(difference => difference is ModelFileDifference or RecipeDifference { Path: "model" });
        foreach (var key in FileKeys)
        {
            if (values["model"]?[key] is not null && (isOfB ? ModelFileOfB : ModelFileOfA) is { } path)
            {
                Set(values, $"model.{key}", path);
            }
        }
    }

    private static void Set(JsonObject values, string path, JsonNode? value)
    {
        var names = path.Split('.');
        var section = values;
        foreach (var name in names[..^1])
        {
            if (section[name] is not JsonObject inner)
            {
                return; // a section that is off has no keys
            }

            section = inner;
        }

        section[names[^1]] = value;
    }
}
