namespace Lockstep.Exec.Python;

/// <summary>The variables that the order of sets and hashes, and draws, follow from in Python and Perl.</summary>
internal static class SeedVariables
{
    public const string PythonHash = "PYTHONHASHSEED";
    public const string PerlHash = "PERL_HASH_SEED";
    public const string PerlKeys = "PERL_PERTURB_KEYS";
    public const string PerlDraws = "PERL_RAND_SEED";

    private static readonly string[] Names = [PythonHash, PerlHash, PerlKeys, PerlDraws];

    /// <summary>Those that the user gave, and that are not what a run would get without them.</summary>
    /// <param name="isInjected">Whether the run gets values that follow from its seed; else it has none but the user's.</param>
    public static IReadOnlyDictionary<string, string> Own(long seed, bool isInjected, IReadOnlyDictionary<string, string> environment)
    {
        var own = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in Names)
        {
            if (environment.TryGetValue(name, out var value) && value.Length > 0
                && (!isInjected || InjectedVariables.Seed(name, seed, environment) is { IsKept: true } kept
                    && kept.Value != InjectedVariables.Seed(name, seed, Nothing).Value))
            {
                own.Add(name, value);
            }
        }

        return own;
    }

    /// <summary>Of what a record names: a stranger's could name any variable.</summary>
    public static IReadOnlyDictionary<string, string> Known(IReadOnlyDictionary<string, string> recorded) =>
        recorded.Where(variable => Names.Contains(variable.Key)).ToDictionary(StringComparer.Ordinal);

    /// <summary>The environment as it was in this respect: with these and without others.</summary>
    public static Dictionary<string, string> PutInto(Dictionary<string, string> environment, IReadOnlyDictionary<string, string> own)
    {
        foreach (var name in Names)
        {
            environment.Remove(name);
        }

        foreach (var (name, value) in own)
        {
            environment[name] = value;
        }

        return environment;
    }

    /// <summary>The same for a command that this process starts; null removes a variable.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Changes(IReadOnlyDictionary<string, string> own) =>
        Names.Select(name => KeyValuePair.Create(name, own.GetValueOrDefault(name)));

    private static IReadOnlyDictionary<string, string> Nothing { get; } = new Dictionary<string, string>();
}
