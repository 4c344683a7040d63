namespace Lockstep.Exec.Python;

/// <summary>A call of Python, taken apart as Python itself does.</summary>
/// <param name="Program">The interpreter, as it was given.</param>
/// <param name="Flags">Python's own options, with their values.</param>
/// <param name="Target">What it is called for.</param>
/// <param name="Rest">The target and what follows: a script's path, <c>-m</c> or <c>-c</c> and its value, <c>-</c>, then the script's own arguments.</param>
internal sealed record PythonCall(string Program, IReadOnlyList<string> Flags, PythonTarget Target, IReadOnlyList<string> Rest)
{
    private const string LongOptionWithValue = "--check-hash-based-pycs";

    /// <summary>Which of -I, -S and -E keep PYTHONPATH or sitecustomize out, in the order given; empty where none does.</summary>
    public string Isolation => string.Concat(Letters().Where(letter => letter is 'I' or 'S' or 'E').Distinct());

    /// <summary>Whether Python doesn't read PYTHON… variables, PYTHONHASHSEED among them.</summary>
    public bool IgnoresVariables => Letters().Any(letter => letter is 'I' or 'E');

    /// <summary>Takes the words of a command apart, whose first is a Python.</summary>
    public static PythonCall Parse(IReadOnlyList<string> command)
    {
        var index = 1;
        while (index < command.Count)
        {
            var word = command[index];
            if (word.Length < 2 || word[0] != '-')
            {
                break;
            }

            if (word == "--")
            {
                index++;
                break;
            }

            if (word.StartsWith("--", StringComparison.Ordinal))
            {
                index += word == LongOptionWithValue ? 2 : 1;
                continue;
            }

            var end = ValueLetter(word);
            if (end < word.Length && (word[end] is 'c' or 'm'))
            {
                return WithText(command, index, end);
            }

            index += end == word.Length - 1 ? 2 : 1;
        }

        index = Math.Min(index, command.Count);
        var rest = command.Skip(index).ToArray();
        var target = rest.Length == 0 ? PythonTarget.None : rest[0] == "-" ? PythonTarget.StandardInput : PythonTarget.Script;
        return new PythonCall(command[0], [.. command.Take(index).Skip(1).Where(word => word != "--")], target, rest);
    }

    /// <summary>Letters before -c or -m in the same word stay flags: <c>-Im tool</c> is <c>-I -m tool</c>.</summary>
    private static PythonCall WithText(IReadOnlyList<string> command, int index, int end)
    {
        var word = command[index];
        var flags = command.Take(index).Skip(1).ToList();
        if (end > 1)
        {
            flags.Add(word[..end]);
        }

        List<string> rest = [$"-{word[end]}"];
        if (end < word.Length - 1)
        {
            rest.Add(word[(end + 1)..]);
        }

        rest.AddRange(command.Skip(index + 1));
        return new PythonCall(command[0], flags, word[end] == 'c' ? PythonTarget.Text : PythonTarget.Module, rest);
    }

    /// <summary>Where in a word of options the first stands that takes a value; beyond its end where none does.</summary>
    private static int ValueLetter(string word)
    {
        for (var place = 1; place < word.Length; place++)
        {
            if (word[place] is 'c' or 'm' or 'W' or 'X')
            {
                return place;
            }
        }

        return word.Length;
    }

    private IEnumerable<char> Letters()
    {
        for (var index = 0; index < Flags.Count; index++)
        {
            var flag = Flags[index];
            if (flag.StartsWith("--", StringComparison.Ordinal))
            {
                index += flag == LongOptionWithValue ? 1 : 0;
                continue;
            }

            var end = ValueLetter(flag);
            foreach (var letter in flag[..end].Skip(1))
            {
                yield return letter;
            }

            index += end == flag.Length - 1 ? 1 : 0;
        }
    }
}
