using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Files;

namespace Lockstep.Runs;

/// <summary>Reads <c>command.json</c>, what a run that was a command did.</summary>
internal static class CommandRecord
{
    /// <param name="take">Takes what is wanted of it.</param>
    /// <returns>Null where the run has no such file.</returns>
    /// <exception cref="LockstepException">The file is there and can't be read, or <paramref name="take"/> finds members of other kinds.</exception>
    public static T? Read<T>(RunFolder run, Func<JsonObject, T?> take)
        where T : class
    {
        if (!Presence.IsFile(run.CommandPath))
        {
            return null;
        }

        var json = RegularFile.ReadAllText(run.CommandPath, RegularFile.MostOfListing);
        try
        {
            return JsonNode.Parse(json) is JsonObject record ? take(record) : throw new FormatException("it is no object");
        }
        catch (Exception exception) when (exception is FormatException or JsonException or InvalidOperationException or ArgumentException)
        {
            var reason = exception is FormatException ? exception.Message : JsonProblem.Of(exception, json).ToString();
            throw new LockstepException($"{run.CommandPath}: not the record of a command: {reason}.", exception);
        }
    }
}
