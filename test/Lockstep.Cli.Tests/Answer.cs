using System.Text.Json.Nodes;

namespace Lockstep.Cli.Tests;

internal static class Answer
{
    /// <summary>A text member that must be there.</summary>
    public static string Text(this JsonObject answer, string name) =>
        answer[name]?.GetValue<string>() ?? throw new Xunit.Sdk.XunitException($"no '{name}' in {answer.ToJsonString()}");
}
