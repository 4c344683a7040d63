using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Files;
using Lockstep.Recipes;

namespace Lockstep.Locks;

/// <summary>An Environment lock in a file of its own, which belongs to no run.</summary>
/// <param name="Kind">Of the runs that it is for: what a lock holds depends on it.</param>
/// <param name="Recipe">The resolved recipe that it was taken for; null in a copy of a run's own lock.</param>
public sealed record EnvironmentFile(BoxLock Lock, string Kind, JsonObject? Recipe)
{
    /// <summary>Where <c>env lock</c> writes, and <c>env verify</c> looks, if nothing else is said.</summary>
    public const string UsualName = "lockstep.env.json";

    private const string What = "an Environment lock";

    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="LockstepException">It is no such file, is damaged, or a later version wrote it in a format of its own.</exception>
    public static EnvironmentFile Read(string path)
    {
        try
        {
            return Parse(RegularFile.ReadJson(path), ShownPath.Of(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LockstepException($"{ShownPath.Of(path)}: {What} can't be read: {exception.Message}", exception);
        }
    }

    /// <param name="where">In messages.</param>
    /// <exception cref="LockstepException">It is no such file, is damaged, or a later version wrote it in a format of its own.</exception>
    public static EnvironmentFile Parse(byte[] json, string where)
    {
        if (FormatNumber.Refusal(json, where, What) is { } refusal)
        {
            throw new LockstepException(refusal);
        }

        JsonObject root;
        try
        {
            root = JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject
                ?? throw new LockstepException($"{where}: not {What}: expected an object, as 'lockstep env lock' writes it.");
            ReadTexts(root);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new LockstepException($"{where}: not {What}: {JsonProblem.Of(exception, json)}. Take it anew with 'lockstep env lock'.", exception);
        }

        return TextOf(root["box"]) is { } other && other != "environment"
            ? throw new LockstepException($"{where}: the lock of the box {PlainText.Quoted(other)}; expected {What}.")
            : Parse(BoxLock.Parse(Box.Environment, Encoding.UTF8.GetString(json), where), root, where);
    }

    private static EnvironmentFile Parse(BoxLock environment, JsonObject root, string where)
    {
        // What a run writes has no kind; only trainings have a number for the arithmetic.
        var kind = root["kind"] is null
            ? environment.Relevant.ContainsKey(Arithmetic.Key) || environment.Relevant.ContainsKey("libtorch") ? RunKind.Train : RunKind.Command
            : TextOf(root["kind"]);
        return kind is not (RunKind.Train or RunKind.Command)
            ? throw new LockstepException(
                $"{where}: 'kind' is {PlainText.Quoted(root["kind"]?.ToJsonString() ?? "", 40)}; expected {RunKind.Train} or {RunKind.Command}.")
            : root["recipe"] is not (null or JsonObject)
                ? throw new LockstepException($"{where}: 'recipe' is no object. Take the lock anew with 'lockstep env lock'.")
                : new EnvironmentFile(environment, kind, root["recipe"] as JsonObject);
    }

    /// <summary>As the file holds it, indented.</summary>
    public string ToJson() => new JsonObject
    {
        ["box"] = Lock.Name,
        ["kind"] = Kind,
        ["lockstepVersion"] = LockstepBuild.This.Version,
        ["recipe"] = Recipe?.DeepClone(),
        ["relevant"] = Lock.Relevant.DeepClone(),
        ["informative"] = Lock.Informative.DeepClone(),
    }.ToJsonString(Indented) + "\n";

    /// <summary>Texts are read only when they are asked for; one that is no UTF-8 is to be found here.</summary>
    private static void ReadTexts(JsonNode? node)
    {
        foreach (var inner in node switch { JsonObject members => members.Select(member => member.Value), JsonArray items => items, _ => [] })
        {
            ReadTexts(inner);
        }

        _ = TextOf(node);
    }

    private static string? TextOf(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
