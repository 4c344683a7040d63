using System.Text.Json.Nodes;
using Lockstep.Schema;

namespace Lockstep.Recipes;

/// <summary>The key <c>invariants</c> of all kinds of recipes. It changes no result and no lock, and where it is empty it is nowhere written down.</summary>
internal static class InvariantSchema
{
    /// <summary>The key's name.</summary>
    public const string Name = "invariants";

    private const int Most = 100;
    private const int MostEpochs = 100_000;

    private static readonly string[] Conditions = ["min", "max", "decreases_by", "within"];
    private static readonly NumberShape AnyNumber = new();
    private static readonly TextShape Words = new("a name", @"[^\u0000-\u001f\u007f]+");

    /// <summary>Of a recipe that trains: its phases are known.</summary>
    public static Key OfTraining() =>
        Of(new("phase", new WordShape("val", "train"), DefaultValue.Of("val"), "Of validation or of training.") { IsImplied = true });

    /// <summary>Of a command's recipe: a phase is what the command says.</summary>
    public static Key OfCommand() => Of(Optional("phase", Words, "The phase that the command says with it; null for whichever it says."));

    private static Key Of(Key phase) => new(
        Name,
        new ItemsShape("invariants", Most, Item(phase)),
        DefaultValue.Of(new JsonArray()),
        "What must hold of the metrics, checked at the end of a run and in the smoke test. A run that breaks one is finished and listed, and the command "
        + "ends with exit code 1. They change no result and no lock.")
    {
        IsImplied = true,
        ChangesResults = false,
    };

    private static SectionShape Item(Key phase) => new(
        new("metric", Words, DefaultValue.None, "The metric's name, as metrics.jsonl has it: loss, accuracy, precision/CLASS, recall/CLASS; of a command any."),
        phase,
        Optional("min", AnyNumber, "The least that it may be."),
        Optional("max", AnyNumber, "The most that it may be."),
        Optional(
            "decreases_by", new NumberShape { Least = 0, LeastIsOpen = true, Most = 1 },
            "The share of its first value that must be gone: 0.05 is 5 %. Of a value a step the first is the mean of the first 5 steps."),
        Optional(
            "at_epoch", new WholeNumberShape(1, MostEpochs),
            "Which epoch's value is meant; null for the last. Of a value a step it is the mean over the epoch. In the smoke test an epoch is a pass over "
            + "its images."),
        Optional(
            "within",
            new SectionShape(
                new Key("by", CommonShapes.NotNegative, DefaultValue.None, "The largest difference, either way."),
                new Key("of", Words, DefaultValue.None,
                    "The run: its name, its folder, or the first digits of its lock ID or, which pins it, of its result ID.")),
            "How far it may be from the same metric of another run; not checked in the smoke test, which is no whole run."),
        Optional("in", new WordShape(Invariant.OnlyTrain, Invariant.OnlySmoke), "Where it is checked: only of whole runs, or only in the smoke test; "
            + "null for both."))
    {
        Rules =
        [
            new(
                "metric", values => Conditions.Any(name => values[name] is not null), "nothing is asked of it. Say min, max, decreases_by or within.",
                OneOfThem),
            new("min", IsRange, "is above max, so that no value can hold.", () => []),
        ],
    };

    private static Key Optional(string name, Shape shape, string doc) => new(name, new NullableShape(shape), DefaultValue.Null, doc) { IsImplied = true };

    private static bool IsRange(JsonObject values) =>
        values["min"] is not { } min || values["max"] is not { } max || min.GetValue<double>() <= max.GetValue<double>();

    private static JsonObject OneOfThem() => new()
    {
        ["anyOf"] = new JsonArray([.. Conditions.Select(name => (JsonNode)new JsonObject
        {
            ["properties"] = new JsonObject { [name] = new JsonObject { ["type"] = name == "within" ? "object" : "number" } },
            ["required"] = new JsonArray(name),
        })]),
    };
}
