using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Lockstep.Runs;

/// <summary>Numbers by name, as the metrics of a run, in the ordinal order of the names.</summary>
/// <remarks>Of the runtime's own collections each is compiled anew at every start where it holds numbers: a short command would notice.</remarks>
internal sealed class NamedNumbers : IReadOnlyDictionary<string, double>
{
    private readonly string[] names;
    private readonly double[] numbers;

    private NamedNumbers(string[] names, double[] numbers) => (this.names, this.numbers) = (names, numbers);

    public IEnumerable<string> Keys => names;

    public IEnumerable<double> Values => numbers;

    public int Count => names.Length;

    public double this[string key] => TryGetValue(key, out var number) ? number : throw new KeyNotFoundException(key);

    /// <param name="named">No two of one name.</param>
    public static NamedNumbers Of<T>(IEnumerable<T> named, Func<T, string> name, Func<T, double> number)
        where T : class
    {
        T[] inOrder = [.. named.OrderBy(name, StringComparer.Ordinal)];
        var (names, numbers) = (new string[inOrder.Length], new double[inOrder.Length]);
        for (var index = 0; index < inOrder.Length; index++)
        {
            (names[index], numbers[index]) = (name(inOrder[index]), number(inOrder[index]));
        }

        return new NamedNumbers(names, numbers);
    }

    /// <summary>The same with one more, or with another number for a name that is there.</summary>
    public NamedNumbers With(string name, double number)
    {
        var at = Array.BinarySearch(names, name, StringComparer.Ordinal);
        var (before, after) = at >= 0 ? (at, at + 1) : (~at, ~at);
        return new NamedNumbers([.. names.AsSpan(0, before), name, .. names.AsSpan(after)], [.. numbers.AsSpan(0, before), number, .. numbers.AsSpan(after)]);
    }

    public bool ContainsKey(string key) => Array.BinarySearch(names, key, StringComparer.Ordinal) >= 0;

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out double value)
    {
        var at = Array.BinarySearch(names, key, StringComparer.Ordinal);
        value = at >= 0 ? numbers[at] : default;
        return at >= 0;
    }

    public IEnumerator<KeyValuePair<string, double>> GetEnumerator()
    {
        for (var index = 0; index < names.Length; index++)
        {
            yield return new KeyValuePair<string, double>(names[index], numbers[index]);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
