using Lockstep.Exec.Python;

namespace Lockstep.Tests.Exec.Injecting;

public sealed class InjectedVariablesTests
{
    [Fact]
    public void Each_variable_says_why_it_is_set()
    {
        var variables = For(settings => settings with { Threads = 3 });
        Assert.Equal(
            [
                "CUBLAS_WORKSPACE_CONFIG=:4096:8",
                "MKL_NUM_THREADS=3",
                "OMP_NUM_THREADS=3",
                "OPENBLAS_NUM_THREADS=3",
                "PERL_HASH_SEED=0",
                "PERL_PERTURB_KEYS=0",
                "PERL_RAND_SEED=1",
                "PYTHONHASHSEED=1",
                "TORCHINDUCTOR_CACHE_DIR=/cache/inductor",
                "TRITON_CACHE_DIR=/cache/triton",
            ],
            variables.Select(Shown).Order(StringComparer.Ordinal)
        );
        Assert.All(variables, variable => Assert.NotEqual("", variable.Reason));
    }

    [Fact]
    public void The_number_of_threads_stays_the_command_s_own_where_nobody_gave_one()
    {
        Assert.DoesNotContain(For(settings => settings), variable => variable.Name.EndsWith("THREADS", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("OMP_NUM_THREADS=2", "2 2 2")]
    [InlineData("MKL_NUM_THREADS=4 OMP_NUM_THREADS=2", "4 4 4")]
    [InlineData("OPENBLAS_NUM_THREADS=2", "2")]
    public void A_number_of_threads_that_is_given_for_one_library_is_given_to_all(string given, string expected)
    {
        var threads = For(settings => settings, given).Where(variable => variable.Name.EndsWith("THREADS", StringComparison.Ordinal));
        Assert.Equal(expected, string.Join(' ', threads.Select(variable => variable.Value)));
    }

    [Theory]
    [InlineData("", "3 3 3")]
    [InlineData("OMP_NUM_THREADS=2", "2 2 2")]
    [InlineData("OPENBLAS_NUM_THREADS=2", "2")]
    public void The_number_of_the_run_that_is_repeated_gives_way_to_one_that_is_given(string given, string expected)
    {
        var threads = For(settings => settings with { ThreadsBefore = 3 }, given)
            .Where(variable => variable.Name.EndsWith("THREADS", StringComparison.Ordinal));
        Assert.Equal(expected, string.Join(' ', threads.Select(variable => variable.Value)));
    }

    [Theory]
    [InlineData("PYTHONHASHSEED=5", "PYTHONHASHSEED", "5", true)]
    [InlineData("PYTHONHASHSEED=random", "PYTHONHASHSEED", "1", false)]
    [InlineData("CUBLAS_WORKSPACE_CONFIG=:16:8", "CUBLAS_WORKSPACE_CONFIG", ":16:8", true)]
    [InlineData("CUBLAS_WORKSPACE_CONFIG=:0:0", "CUBLAS_WORKSPACE_CONFIG", ":4096:8", false)]
    public void A_fixed_value_of_the_user_s_own_is_kept(string given, string name, string expected, bool isKept)
    {
        var variable = Assert.Single(For(settings => settings, given), variable => variable.Name == name);
        Assert.Equal((expected, isKept), (variable.Value, variable.IsKept));
    }

    [Fact]
    public void Fast_only_seeds()
    {
        Assert.Equal(
            ["PERL_HASH_SEED=0", "PERL_PERTURB_KEYS=0", "PERL_RAND_SEED=1", "PYTHONHASHSEED=1"],
            For(settings => settings with { Mode = InjectionMode.Fast }).Select(Shown).Order(StringComparer.Ordinal));
    }

    private static string Shown(InjectedVariable variable) => $"{variable.Name}={variable.Value}";

    /// <summary>With a seed of more than 32 bits, of which Python takes the lower ones.</summary>
    private static IReadOnlyList<InjectedVariable> For(Func<InjectionSettings, InjectionSettings> change, string environment = "") =>
        InjectedVariables.For(
            change(new InjectionSettings { Seed = (1UL << 32) + 1, Folder = "/" }),
            environment.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]),
            "/cache"
        );
}
