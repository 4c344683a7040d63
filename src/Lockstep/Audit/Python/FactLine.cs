using System.Text.Json;

namespace Lockstep.Audit.Python;

/// <summary>One line of the reader's answer.</summary>
internal static class FactLine
{
    /// <exception cref="JsonException">It is none.</exception>
    public static PythonFile Read(string line)
    {
        using var document = JsonDocument.Parse(line);
        var facts = document.RootElement;
        var file = new PythonFile(Text(facts, "file"), facts.GetProperty("problem") is { ValueKind: JsonValueKind.String } problem ? problem.GetString()
            : null);
        return !facts.TryGetProperty("calls", out _) ? file : file with
        {
            HasMain = facts.GetProperty("main").GetBoolean(),
            Imports = List(facts, "imports", item => new PythonImport(
                item[0].GetString() ?? "", item[1].GetInt32(), item[2].ValueKind == JsonValueKind.Null ? null : Texts(item[2]), item[3].GetInt32())),
            Named = facts.GetProperty("named").EnumerateObject().ToDictionary(
                scope => scope.Name, scope => (IReadOnlyList<string>)Texts(scope.Value), StringComparer.Ordinal),
            Definitions = List(facts, "defs", item => new PythonDefinition(
                item[0].GetString() ?? "", item[1].GetInt32(), item[2].GetBoolean(), item[3].GetBoolean(), item[4].GetString() ?? "",
                Texts(item[5]))),
            Calls = List(facts, "calls", CallOf),
            Assignments = List(facts, "sets", item => new PythonAssignment(
                item[0].GetString() ?? "", item[1].GetString() ?? "", item[2].GetInt32(), item[3].GetString() ?? "")),
            AbsolutePaths = List(facts, "paths", TextAt),
            Orders = List(facts, "orders", item => new PythonOrder(
                item.GetProperty("line").GetInt32(), Text(item, "kind") == "set", Text(item, "source"), Text(item, "use"))),
            Shell = List(facts, "shell", TextAt),
            Cells = List(facts, "cells", item => item.GetInt32()),
            Silences = facts.GetProperty("silences").EnumerateObject().ToDictionary(
                item => int.Parse(item.Name, System.Globalization.CultureInfo.InvariantCulture), item => item.Value.GetString() ?? ""),
        };
    }

    private static PythonCall CallOf(JsonElement call) => new(
        Text(call, "name"),
        call.GetProperty("line").GetInt32(),
        Text(call, "in"),
        Texts(call.GetProperty("args")),
        call.GetProperty("keys").EnumerateObject().ToDictionary(key => key.Name, key => key.Value.GetString() ?? "", StringComparer.Ordinal),
        Texts(call.GetProperty("around")),
        Texts(call.GetProperty("to")));

    private static PythonText TextAt(JsonElement item) => new(item[0].GetInt32(), item[1].GetString() ?? "");

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";

    private static string[] Texts(JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetString() ?? "")];

    private static T[] List<T>(JsonElement element, string name, Func<JsonElement, T> take) => [.. element.GetProperty(name).EnumerateArray().Select(take)];
}
