using System.Runtime.InteropServices;
using Lockstep.Environments;
using Lockstep.Recipes;

namespace Lockstep.Vision.Native;

/// <summary>Whether libtorch computes convolutions with oneDNN, or with its own kernels, which take up to ten times as long on small images.</summary>
/// <remarks>
/// oneDNN blocks its loops by the size of the caches. On an AMD processor that does not describe them, the one in libtorch 2.10 divided by zero
/// when it planned the convolutions of a ResNet-50 (the process ended by SIGFPE, as in pytorch/pytorch issue 177227), and the logits of ResNet-18 and -34
/// were 16 % apart between the two memory formats. The other built-in networks were right there, forward and backward, and keep it.
/// </remarks>
internal static partial class OneDnn
{
    private const string Library = "torch_cpu";
    private static readonly string[] AtFault = ["resnet18", "resnet34", "resnet50"];
    private static readonly Lazy<string?> Doubt = new(CacheDescription.Missing);

    /// <summary>Why it is off since the last model was chosen for, in words; null where it is on.</summary>
    public static string? WhyOff { get; private set; }

    /// <summary>A sentence for who trains or evaluates a model for which it is off; null where it is on.</summary>
    public static string? WarningFor(ModelRecipe model) => ReasonFor(model) is { } why
        ? $"Environment: oneDNN is off, convolutions are computed by libtorch's own kernels, which take longer: {why}. "
            + $"{LockedVariables.OneDnn}=on uses it all the same."
        : null;

    /// <summary>Chooses for all that this process computes from now on.</summary>
    /// <exception cref="LockstepException">The variable is neither.</exception>
    public static void ChooseFor(ModelRecipe model)
    {
        WhyOff = ReasonFor(model);
        NativeLibraries.Load();
        SetUserEnabled(Context(), WhyOff is null ? (byte)1 : (byte)0);
    }

    private static string? ReasonFor(ModelRecipe model) => Environment.GetEnvironmentVariable(LockedVariables.OneDnn) switch
    {
        null or "" => Doubt.Value is { } missing && (model.IsForeign || AtFault.Contains(model.Name))
            ? $"it plans by the processor's caches, and {missing}" : null,
        "on" => null,
        "off" => $"{LockedVariables.OneDnn}=off",
        var other => throw new LockstepException($"{LockedVariables.OneDnn}: expected on or off, found {ShellWord.Of(other)}."),
    };

    [LibraryImport(Library, EntryPoint = "_ZN2at13globalContextEv")]
    private static partial nint Context();

    [LibraryImport(Library, EntryPoint = "_ZN2at7Context20setUserEnabledMkldnnEb")]
    private static partial void SetUserEnabled(nint context, byte value);
}
