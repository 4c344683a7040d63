using System.Text.RegularExpressions;

namespace Lockstep.Cli.Tests;

/// <summary>The help of a command, in its parts; and which commands there are, as the help says. For classes in the collection of AugmentCheckTests.</summary>
internal sealed partial record CommandHelp(
    string Command,
    string Opening,
    string Description,
    string Usage,
    IReadOnlyList<(string Name, string Text)> Arguments,
    IReadOnlyList<(string Name, string Text)> Options)
{
    /// <summary>All commands, also those that only lead to others, in the help's order.</summary>
    public static async Task<IReadOnlyList<string>> CommandsAsync(string above = "")
    {
        var commands = new List<string>();
        foreach (Match match in Subcommand().Matches(SectionOf(await TextAsync(above), "Commands")))
        {
            var command = $"{above} {match.Groups[1].Value}".Trim();
            commands.Add(command);
            commands.AddRange(await CommandsAsync(command));
        }

        return commands;
    }

    public static async Task<CommandHelp> OfAsync(string command)
    {
        var text = await TextAsync(command);
        return new(
            command,
            text[..text.IndexOf("Description:\n", StringComparison.Ordinal)].Trim('\n'),
            SectionOf(text, "Description").Trim(),
            SectionOf(text, "Usage").Trim(),
            Rows(SectionOf(text, "Arguments")),
            Rows(SectionOf(text, "Options")));
    }

    public static async Task<string> TextAsync(string command) =>
        (await InThisProcess.RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"])).Output;

    private static string SectionOf(string help, string title)
    {
        var heading = $"\n{title}:\n";
        if ($"\n{help}".Split(heading) is not [_, var body])
        {
            return "";
        }

        var end = body.IndexOf("\n\n", StringComparison.Ordinal);
        return end < 0 ? body : body[..end];
    }

    private static List<(string Name, string Text)> Rows(string section) =>
    [
        .. section.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => Columns().Match(line))
            .Where(line => line.Success)
            .Select(line => (line.Groups[1].Value, line.Groups[2].Value)),
    ];

    [GeneratedRegex(@"^  ([a-z-]+)\b", RegexOptions.Multiline)]
    private static partial Regex Subcommand();

    [GeneratedRegex(@"^  (\S.*?)(?: {2,}(.*?))?\s*$")]
    private static partial Regex Columns();
}
