using System.Text.Json.Nodes;
using Lockstep.Locks;

namespace Lockstep.Environments;

/// <summary>The environment variables that steer arithmetic.</summary>
public static class LockedVariables
{
    private const string ThreadCount = "_NUM_THREADS";

    /// <summary>Settings of the numeric libraries, by how their names begin.</summary>
    private static readonly string[] Prefixes =
    [
        "ATEN_", "BLIS_", "COMPlus_Enable", "CUBLAS_", "CUDNN_", "DNNL_", "DOTNET_Enable", "GLIBC_TUNABLES", "GOMP_", "JAX_", "KMP_", "LD_AUDIT",
        "LD_LIBRARY_PATH", "LD_PRELOAD", "MIOPEN_", "MKL_", "NCCL_", "NPY_", "NUMBA_", "NVIDIA_TF32", "OMP_", "ONEDNN_", "OPENBLAS_", "PYTORCH_",
        "ROCBLAS_", "TF_CUDNN_", "TF_DETERMINISTIC", "TF_ENABLE_", "TF_XLA_", "TORCH_", "XLA_",
    ];

    /// <summary><c>on</c> or <c>off</c>: whether libtorch uses oneDNN, whatever the processor is. The lock holds what followed, not the variable.</summary>
    public const string OneDnn = "LOCKSTEP_ONEDNN";

    /// <summary>
    /// Whether a variable of that name can change a result: one of the numeric libraries that is not known to be harmless. Of numbers of threads
    /// that is so only where nothing else says how many there are.
    /// </summary>
    /// <param name="threadsAreGiven">By the recipe, which then overrules the variables.</param>
    public static bool Has(string variable, bool threadsAreGiven = true) => IsOfLibraries(variable)
        && !LockFields.IsQuietVariable(variable) && !(threadsAreGiven && variable.EndsWith(ThreadCount, StringComparison.Ordinal));

    /// <summary>Those of this process that can change a result and are set to something, by name.</summary>
    public static JsonObject Read(bool threadsAreGiven = true) => Read(name => Has(name, threadsAreGiven));

    /// <summary>The other settings of the numeric libraries: they are good to know.</summary>
    public static JsonObject ReadQuiet(bool threadsAreGiven = true) => Read(name => IsOfLibraries(name) && !Has(name, threadsAreGiven));

    private static bool IsOfLibraries(string variable) => Array.Exists(Prefixes, prefix => variable.StartsWith(prefix, StringComparison.Ordinal));

    private static JsonObject Read(Predicate<string> isWanted)
    {
        var variables = Environment.GetEnvironmentVariables();
        var read = new JsonObject();
        foreach (var name in variables.Keys.Cast<string>().Where(name => isWanted(name)).Order(StringComparer.Ordinal))
        {
            if (variables[name] is string { Length: > 0 } value)
            {
                read.Add(name, value);
            }
        }

        return read;
    }
}
