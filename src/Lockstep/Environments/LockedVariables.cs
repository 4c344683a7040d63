using System.Text.Json.Nodes;

namespace Lockstep.Environments;

/// <summary>The environment variables that steer arithmetic.</summary>
public static class LockedVariables
{
    /// <summary>Settings of the numeric libraries; the thread counts among them are overruled by the recipe's.</summary>
    private static readonly string[] Prefixes =
    [
        "ATEN_", "COMPlus_Enable", "CUBLAS_", "CUDNN_", "DNNL_", "DOTNET_Enable", "GLIBC_TUNABLES", "GOMP_", "KMP_", "LD_AUDIT", "LD_LIBRARY_PATH",
        "LD_PRELOAD", "MKL_", "NVIDIA_TF32", "OMP_", "ONEDNN_", "TORCH_",
    ];

    /// <summary><c>on</c> or <c>off</c>: whether libtorch uses oneDNN, whatever the processor is. The lock holds what followed, not the variable.</summary>
    public const string OneDnn = "LOCKSTEP_ONEDNN";

    /// <summary>Whether a variable of that name is locked.</summary>
    public static bool Has(string variable) =>
        Array.Exists(Prefixes, prefix => variable.StartsWith(prefix, StringComparison.Ordinal)) && !variable.EndsWith("_NUM_THREADS", StringComparison.Ordinal);

    /// <summary>Those of this process that are set to something, by name.</summary>
    public static JsonObject Read()
    {
        var variables = Environment.GetEnvironmentVariables();
        var read = new JsonObject();
        foreach (var name in variables.Keys.Cast<string>().Where(Has).Order(StringComparer.Ordinal))
        {
            if (variables[name] is string { Length: > 0 } value)
            {
                read.Add(name, value);
            }
        }

        return read;
    }
}
