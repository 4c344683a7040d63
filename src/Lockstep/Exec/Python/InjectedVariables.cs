using System.Globalization;

namespace Lockstep.Exec.Python;

/// <summary>The variables that must be set before a command starts: setting them from within is too late.</summary>
internal static class InjectedVariables
{
    private static readonly string[] ThreadCounts = ["OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"];

    /// <param name="environment">The environment that the command would have without us.</param>
    /// <param name="cacheFolder">Where compiled code may be kept; absolute, the run's own.</param>
    public static IReadOnlyList<InjectedVariable> For(InjectionSettings settings, IReadOnlyDictionary<string, string> environment, string cacheFolder)
    {
        var seed = (long)settings.Seed;
        var variables = new List<InjectedVariable> { Seed(SeedVariables.PythonHash, seed, environment) };
        variables.AddRange(Threads(settings, environment));
        if (settings.Mode != InjectionMode.Fast)
        {
            variables.Add(CublasWorkspace(environment));
            variables.Add(Cache("TORCHINDUCTOR_CACHE_DIR", Path.Combine(cacheFolder, "inductor")));
            variables.Add(Cache("TRITON_CACHE_DIR", Path.Combine(cacheFolder, "triton")));
        }

        variables.Add(Seed(SeedVariables.PerlHash, seed, environment));
        variables.Add(Seed(SeedVariables.PerlKeys, seed, environment));
        variables.Add(Seed(SeedVariables.PerlDraws, seed, environment));
        return variables;
    }

    /// <summary>One of <see cref="SeedVariables"/>.</summary>
    public static InjectedVariable Seed(string name, long seed, IReadOnlyDictionary<string, string> environment)
    {
        var own = Given(environment, name);
        if (own is not null && (name != SeedVariables.PythonHash || uint.TryParse(own, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
        {
            return Kept(name, own);
        }

        var number = ((uint)seed).ToString(CultureInfo.InvariantCulture);
        return name switch
        {
            SeedVariables.PerlHash => new(name, "0", "the order of hashes in Perl follows from it", IsKept: false),
            SeedVariables.PerlKeys => new(name, "0", "the order of hashes in Perl changes with each that is made, without it", IsKept: false),
            SeedVariables.PerlDraws => new(name, number, "rand in Perl starts from it, from 5.38 on", IsKept: false),
            _ => new(name, number, "the order of sets of texts follows from it; Python reads it only at its start", IsKept: false),
        };
    }

    /// <remarks>
    /// One or two threads already differ at the first step. How many a library takes by itself follows from how it was built, and is read back from it;
    /// a number of ours would change what a script computes. So they are made equal only where one is given.
    /// </remarks>
    private static IEnumerable<InjectedVariable> Threads(InjectionSettings settings, IReadOnlyDictionary<string, string> environment)
    {
        var given = settings.Threads?.ToString(CultureInfo.InvariantCulture);
        // MKL's own number comes before OMP's, as MKL itself reads them.
        var own = Given(environment, "MKL_NUM_THREADS") ?? Given(environment, "OMP_NUM_THREADS");
        if ((given ?? own) is null && Given(environment, "OPENBLAS_NUM_THREADS") is { } blas)
        {
            return [Kept("OPENBLAS_NUM_THREADS", blas)];
        }

        if ((given ?? own ?? settings.ThreadsBefore?.ToString(CultureInfo.InvariantCulture)) is not { } count)
        {
            return [];
        }

        var reason = given is not null ? "the number of threads changes the order in which sums are made"
            : own is not null ? "so that all libraries take the number of threads that is given for one"
            : "as many threads as PyTorch had in the run that is repeated, which had another number of processors";
        return ThreadCounts.Select(name => Given(environment, name) == count ? Kept(name, count) : new InjectedVariable(name, count, reason, IsKept: false));
    }

    private static InjectedVariable CublasWorkspace(IReadOnlyDictionary<string, string> environment)
    {
        const string Name = "CUBLAS_WORKSPACE_CONFIG";
        return Given(environment, Name) is { } own && (own is ":4096:8" or ":16:8")
            ? Kept(Name, own)
            : new InjectedVariable(Name, ":4096:8", "cuBLAS is deterministic only with a workspace of fixed size", IsKept: false);
    }

    private static InjectedVariable Cache(string name, string folder) =>
        new(name, folder, "code that another run compiled may compute other bits", IsKept: false);

    private static InjectedVariable Kept(string name, string value) => new(name, value, "was set already", IsKept: true);

    private static string? Given(IReadOnlyDictionary<string, string> environment, string name) =>
        environment.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}
