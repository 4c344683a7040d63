using System.Globalization;
using System.Text;
using Lockstep.Tests.Shared;

namespace Lockstep.Cli.Tests;

/// <summary>docs/commands.md is made of what the commands themselves say with <c>--help</c>.</summary>
[Collection(nameof(AugmentCheckTests))]
public sealed class CommandReferenceTests
{
    private const string Begin = "<!-- commands: begin -->\n";
    private const string End = "<!-- commands: end -->\n";

    [Fact]
    public async Task The_page_of_commands_is_made_of_their_help()
    {
        var page = GoldenFile.Read("docs/commands.md");
        var begin = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        GoldenFile.Matches("docs/commands.md", page[..begin] + await MarkdownAsync() + page[page.IndexOf(End, StringComparison.Ordinal)..]);
    }

    private static async Task<string> MarkdownAsync()
    {
        var root = await CommandHelp.OfAsync("");
        var commands = new List<CommandHelp>();
        foreach (var command in await CommandHelp.CommandsAsync())
        {
            commands.Add(await CommandHelp.OfAsync(command));
        }

        var text = new StringBuilder();
        AppendRows(text, "command", commands.Select(command => ($"[`{command.Command}`](#lockstep-{command.Command.Replace(' ', '-')})", command.Description)));
        text.Append("\nEvery command takes these as well:\n");
        AppendRows(text, "option", root.Options.Select(option => ($"`{option.Name}`", option.Text)));
        foreach (var command in commands)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## lockstep {command.Command}\n\n{Escaped(command.Description)}\n\n```\n{command.Usage}\n```\n");
            if (command.Opening.Length > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"\n```\n{command.Opening}\n```\n");
            }

            AppendRows(text, "argument", command.Arguments.Select(argument => ($"`{argument.Name}`", argument.Text)));
            AppendRows(text, "option", command.Options.Except(root.Options).Select(option => ($"`{option.Name}`", option.Text)));
        }

        return text.ToString();
    }

    private static void AppendRows(StringBuilder text, string title, IEnumerable<(string Name, string Text)> rows)
    {
        (string Name, string Text)[] all = [.. rows];
        if (all.Length == 0)
        {
            return;
        }

        text.Append(CultureInfo.InvariantCulture, $"\n| {title} | |\n|---|---|\n");
        foreach (var (name, meaning) in all)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {name.Replace("|", "\\|", StringComparison.Ordinal)} | {Escaped(meaning)} |\n");
        }
    }

    private static string Escaped(string text) =>
        text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal);
}
