using Lockstep.Schema;

namespace Lockstep.Locks;

/// <summary>Where each field of the locks can make a difference; the recipe's keys say it themselves, in their schema.</summary>
/// <remarks>What is written into a lock must have a line here: a test reads the locks of a run and fails for a field without.</remarks>
public static class LockFields
{
    /// <summary>The longest name that a field's begins with counts.</summary>
    private static readonly Dictionary<(Box Box, string Key), Effects> Fields = new()
    {
        // Lockstep's own code reads nothing of the repository but the recipe; a program of the user's may.
        [(Box.Code, "commit")] = Effects.None,
        [(Box.Code, "diffSha256")] = Effects.None,
        [(Box.Code, RecordedCode.LargeKey)] = Effects.None,
        [(Box.Code, RecordedCode.SubmoduleChangesKey)] = Effects.None,
        [(Box.Code, "program")] = Effects.Everything,

        // Of a command: what a program does with its files is not known.
        [(Box.Code, RecordedCommand.FilesKey)] = Effects.Everything,
        [(Box.Data, RecordedCommand.SnapshotsKey)] = Effects.Everything,
        [(Box.Data, RecordedCommand.InputsKey)] = Effects.Everything,
        [(Box.Environment, "python")] = Effects.Everything,
        [(Box.Environment, "r")] = Effects.Everything,
        [(Box.Environment, "libraries")] = Effects.Everything,
        [(Box.Environment, "injection")] = Effects.Everything,
        [(Box.Randomness, "addressOrder")] = Effects.Everything,

        // What of a data set counts is which samples were used, and what they hold: these stand in where a run's lists can't be read.
        [(Box.Data, "manifestId")] = Effects.Order | Effects.Decode | Effects.Evaluation,
        [(
            Box.Data,
            "samples")] = Effects.Initialization | Effects.Order | Effects.Decode | Effects.Targets | Effects.Update | Effects.Length | Effects.Evaluation,
        [(Box.Data, "excluded")] = Effects.Order | Effects.Update | Effects.Length | Effects.Evaluation,
        [(Box.Data, "modelSha256")] = Effects.Initialization | Effects.Computing | Effects.RandomState,

        [(Box.Environment, Arithmetic.Key)] = Effects.Everything,
        [(Box.Environment, "torchSharp")] = Effects.Arithmetic | Effects.RandomState,
        [(Box.Environment, "libtorch")] = Effects.Arithmetic | Effects.RandomState,
        [(Box.Environment, RecordedEnvironment.OneDnnKey)] = Effects.Computing,
        [(Box.Environment, "imageDecoder")] = Effects.Decode | Effects.Evaluation,
        [(Box.Environment, "processor")] = Effects.Arithmetic | Effects.Decode,
        [(Box.Environment, "libc")] = Effects.Arithmetic,
        [(Box.Environment, "libm")] = Effects.Arithmetic,
        [(Box.Environment, "device")] = Effects.Computing | Effects.RandomState,
        [(Box.Environment, "gpu")] = Effects.Computing | Effects.RandomState,
        [(Box.Environment, "threads")] = Effects.Computing,
        [(Box.Environment, "variables")] = Effects.Arithmetic | Effects.Decode,

        // These say how threads wait, where they run and what is printed.
        [(Box.Environment, "variables.OMP_WAIT_POLICY")] = Effects.None,
        [(Box.Environment, "variables.OMP_PROC_BIND")] = Effects.None,
        [(Box.Environment, "variables.OMP_PLACES")] = Effects.None,
        [(Box.Environment, "variables.OMP_STACKSIZE")] = Effects.None,
        [(Box.Environment, "variables.OMP_DISPLAY")] = Effects.None,
        [(Box.Environment, "variables.OMP_AFFINITY_FORMAT")] = Effects.None,
        [(Box.Environment, "variables.GOMP_SPINCOUNT")] = Effects.None,
        [(Box.Environment, "variables.GOMP_CPU_AFFINITY")] = Effects.None,
        [(Box.Environment, "variables.GOMP_STACKSIZE")] = Effects.None,
        [(Box.Environment, "variables.GOMP_DEBUG")] = Effects.None,
        [(Box.Environment, "variables.KMP_BLOCKTIME")] = Effects.None,
        [(Box.Environment, "variables.KMP_AFFINITY")] = Effects.None,
        [(Box.Environment, "variables.KMP_STACKSIZE")] = Effects.None,
        [(Box.Environment, "variables.KMP_SETTINGS")] = Effects.None,
        [(Box.Environment, "variables.KMP_WARNINGS")] = Effects.None,
        [(Box.Environment, "variables.MKL_VERBOSE")] = Effects.None,
        [(Box.Environment, "variables.DNNL_VERBOSE")] = Effects.None,
        [(Box.Environment, "variables.ONEDNN_VERBOSE")] = Effects.None,
        [(Box.Environment, "variables.TORCH_CPP_LOG_LEVEL")] = Effects.None,
        [(Box.Environment, "variables.TORCH_SHOW")] = Effects.None,

        [(
            Box.Randomness,
            "seed")] = Effects.Initialization | Effects.Order | Effects.Augment | Effects.Targets | Effects.Forward | Effects.RandomState | Effects.Evaluation,
        [(Box.Randomness, "splitSeed")] = Effects.Order | Effects.Update | Effects.Length | Effects.Evaluation,
        [(Box.Randomness, "orderAndAugmentation")] = Effects.Order | Effects.Augment | Effects.Targets,
        [(Box.Randomness, "initialisation")] = Effects.Initialization | Effects.Forward | Effects.RandomState,
        [(Box.Randomness, "determinism")] = Effects.Computing,
        [(Box.Randomness, "switches")] = Effects.Computing,
    };

    /// <param name="key">A difference's, such as <c>variables.OMP_WAIT_POLICY</c>; none of the recipe's.</param>
    /// <returns>Null for a field that nothing is known of.</returns>
    public static Effects? Of(Box box, string key)
    {
        (int Length, Effects? Acts) best = (0, null);
        foreach (var (field, acts) in Fields)
        {
            // Below a field lie its members; the variables' families go by how they begin.
            if (field.Box == box && field.Key.Length > best.Length
                && (key == field.Key || key.StartsWith(field.Key + ".", StringComparison.Ordinal)
                    || (IsVariable(field.Key) && key.StartsWith(field.Key, StringComparison.Ordinal))))
            {
                best = (field.Key.Length, acts);
            }
        }

        return best.Acts;
    }

    private static bool IsVariable(string key) => key.StartsWith("variables.", StringComparison.Ordinal);
}
