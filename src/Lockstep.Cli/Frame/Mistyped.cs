using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Lockstep.Text;

namespace Lockstep.Cli.Frame;

/// <summary>What was typed that no command takes: one error, and what was meant where that can be guessed.</summary>
internal static partial class Mistyped
{
    private const string Help = "--help";

    /// <summary>
    /// A command that needs another one after it, typed alone, asks for help; and <c>help COMMAND</c>, or <c>COMMAND help</c> where another one
    /// is expected, means <c>COMMAND --help</c>.
    /// </summary>
    public static string[] HelpAsAnOption(Command root, string[] arguments)
    {
        arguments = arguments is ["help", ..] || Reached(root, arguments).Unknown == "help" ? [.. arguments.Where(word => word != "help"), Help] : arguments;
        return Reached(root, arguments) is ({ Action: null, Subcommands.Count: > 0 }, null) && arguments.All(word => !word.StartsWith('-'))
            ? [.. arguments, Help]
            : arguments;
    }

    /// <summary>What is wrong with the words that should name a command; null where nothing is.</summary>
    /// <returns>The error, and the command as far as it is known.</returns>
    public static (string Error, Command Command)? Word(Command root, string[] arguments)
    {
        if (Reached(root, arguments) is not (var command, { } word))
        {
            return null;
        }

        string[] names = [.. command.Subcommands.Select(one => one.Name)];
        return ($"{word}: no such command{DidYouMean(Elsewhere(root, word) ?? NearestName.Of(word, names))} There are: {string.Join(", ", names)}.", command);
    }

    /// <summary>The one error that matters: a word that isn't known goes before what then seems to be missing.</summary>
    public static string Explain(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        // What follows an option that isn't known is taken for an argument too many.
        var word = parsed.UnmatchedTokens.FirstOrDefault(token => token.StartsWith('-')) ?? (parsed.UnmatchedTokens is [var first, ..] ? first : null);
        if (word is null)
        {
            return NotOfThatKind().Match(parsed.Errors[0].Message) is { Success: true } wrong
                ? $"{wrong.Groups[2].Value} {wrong.Groups[1].Value}: expected "
                    + (wrong.Groups[3].Value.StartsWith("Int", StringComparison.Ordinal) ? "a whole number"
                        : wrong.Groups[3].Value is "Double" or "Single" ? "a number"
                        : "something else")
                    + "."
                : parsed.Errors[0].Message;
        }

        if (word.StartsWith('-'))
        {
            var options = Options(parsed.CommandResult).Where(option => !option.Hidden).SelectMany(option => option.Aliases.Append(option.Name))
                .Where(name => name.StartsWith("--", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).ToArray();
            return $"{word}: no such option{DidYouMean(NearestName.Of(word.Split('=')[0], options))}";
        }

        var most = command.Arguments.Sum(argument => argument.Arity.MaximumNumberOfValues);
        return command.Arguments.Count == 0
            ? $"{word}: '{command.Name}' takes no argument{DidYouMean(NearestName.Of(word, command.Subcommands.Select(one => one.Name)))}"
            : $"{word}: one argument too many; '{command.Name}' takes "
                + $"{(most == 1 ? "one" : "at most " + most.ToString(System.Globalization.CultureInfo.InvariantCulture))}: "
                + $"{string.Join(' ', command.Arguments.Select(argument => argument.Name))}. One that has a space in it stands in quotes.";
    }

    /// <summary>The command that the words lead to, and the first word that leads to none where one is needed.</summary>
    private static (Command Command, string? Unknown) Reached(Command root, string[] arguments)
    {
        var command = root;
        foreach (var word in arguments.Where(word => !word.StartsWith('-')))
        {
            if (command.Subcommands.FirstOrDefault(one => one.Name == word) is { } next)
            {
                command = next;
            }
            else
            {
                return (command, command.Subcommands.Count > 0 && command.Action is null && !word.StartsWith('@') ? word : null);
            }
        }

        return (command, null);
    }

    /// <summary>The command of that very name in another place, as <c>data seal</c> for <c>seal</c>.</summary>
    private static string? Elsewhere(Command root, string word) => root.Subcommands.Any(one => one.Name == word) ? word
        : root.Subcommands.SelectMany(group => group.Subcommands.Where(one => one.Name == word).Select(one => $"{group.Name} {one.Name}")).FirstOrDefault();

    private static IEnumerable<Option> Options(SymbolResult? result) =>
        result is CommandResult command ? command.Command.Options.Concat(Options(command.Parent).Where(option => option.Recursive)) : [];

    /// <summary>What the library says of a value, with .NET's name of the type.</summary>
    [GeneratedRegex(@"^Cannot parse argument '(.*)' for (?:option|command|argument) '(.*)' as expected type '(?:System\.Nullable`1\[)?System\.(\w+)")]
    private static partial Regex NotOfThatKind();

    private static string DidYouMean(string? nearest) => nearest is null ? "." : $". Did you mean '{nearest}'?";
}
