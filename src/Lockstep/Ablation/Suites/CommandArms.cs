using System.Globalization;
using Lockstep.Syntax;

namespace Lockstep.Ablation.Suites;

/// <summary>Arms that change a command: its arguments, its environment variables, or all of it.</summary>
internal static class CommandArms
{
    /// <summary>Stands for the seed, in words and in values of variables.</summary>
    public const string Seed = "{seed}";

    private const string Arguments = "arguments";
    private const string Variables = "variables";
    private const string Whole = "command";

    /// <param name="words">Of the base.</param>
    /// <returns>Null after reporting a problem.</returns>
    public static Arm? Read(string name, IReadOnlyList<Entry> entries, IReadOnlyList<string> words, int? threads, ProblemList problems)
    {
        var before = problems.Count;
        List<string> command = [.. words];
        var (changes, variables) = (new List<string>(), new List<string>());
        foreach (var entry in entries)
        {
            switch (entry.Key, entry.Value)
            {
                case (Whole, ListNode { Items.Count: > 0 } list) when list.Items.All(item => item is ScalarNode):
                    command = [.. list.Items.Cast<ScalarNode>().Select(item => item.Text)];
                    changes.Add($"command {string.Join(' ', command.Select(ShellWord.Of))}");
                    break;
                case (Arguments, MappingNode mapping):
                    foreach (var argument in mapping.Entries)
                    {
                        changes.Add(Put(command, argument, name, problems));
                    }

                    break;
                case (Variables, MappingNode mapping):
                    foreach (var variable in mapping.Entries)
                    {
                        if (variable.Value is not ScalarNode { Kind: not ScalarKind.Null } value
                            || variable.Key.Length == 0 || variable.Key.Contains('=', StringComparison.Ordinal))
                        {
                            problems.Add(variable.Value.Place, $"arms.{name}.{Variables}: expected a variable's name and a value, as 'LR: 0.1', "
                                + $"found '{PlainText.Quoted(variable.Key)}' with {variable.Value.Found}.");
                            continue;
                        }

                        variables.Add($"{variable.Key}={value.Text}");
                        changes.Add($"{variable.Key}={value.Text}");
                    }

                    break;
                case (Whole or Arguments or Variables, _):
                    problems.Add(entry.Value.Place, $"arms.{name}.{entry.Key}: expected "
                        + (entry.Key == Whole ? "a list of words" : $"a mapping, as '{(entry.Key == Arguments ? "--lr: 0.1" : "LR: 0.1")}'")
                        + $", found {entry.Value.Found}.");
                    break;
                default:
                    var nearest = NearestNameOf(entry.Key);
                    problems.Add(entry.KeyPlace, $"unknown key '{PlainText.Quoted(entry.Key)}' in 'arms.{name}', an arm of a command."
                        + $"{(nearest is null ? "" : $" Did you mean '{nearest}'?")} Valid here: {Arguments}, {Variables}, {Whole}.");
                    break;
            }
        }

        // Where the program is another one, so that it can be rerun with them from what is on record.
        return problems.Count > before ? null
            : new Arm(name, changes, [], variables.Count == 0 ? command : ["env", .. variables, .. command], threads);
    }

    /// <summary>The words of one run.</summary>
    public static IReadOnlyList<string> WithSeed(IReadOnlyList<string> words, long seed) =>
        [.. words.Select(word => word.Replace(Seed, seed.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal))];

    private static string? NearestNameOf(string key) => Lockstep.Text.NearestName.Of(key, [Arguments, Variables, Whole]);

    /// <summary>An argument that is there gets the new value, behind it or behind its '='; one that isn't is added. Nothing for a value is a flag.</summary>
    private static string Put(List<string> command, Entry argument, string arm, ProblemList problems)
    {
        if (argument.Value is not ScalarNode value || argument.Key.Length == 0)
        {
            problems.Add(argument.Value.Place, $"arms.{arm}.{Arguments}: expected one value for '{PlainText.Quoted(argument.Key)}', as '--lr: 0.1', "
                + $"or nothing for a flag, found {argument.Value.Found}.");
            return "";
        }

        var (name, text) = (argument.Key, value.IsNull ? null : value.Text);
        var joined = command.FindIndex(word => word.StartsWith(name + "=", StringComparison.Ordinal));
        var place = command.FindIndex(1, word => word == name);
        if (text is null)
        {
            if (place < 0)
            {
                command.Add(name);
            }

            return name;
        }

        if (joined > 0)
        {
            command[joined] = $"{name}={text}";
        }
        else if (place > 0 && place + 1 < command.Count)
        {
            command[place + 1] = text;
        }
        else
        {
            command.AddRange(place > 0 ? [text] : [name, text]);
        }

        return $"{name} {text}";
    }
}
