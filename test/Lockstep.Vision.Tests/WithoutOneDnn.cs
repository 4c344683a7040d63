using System.Runtime.CompilerServices;
using Lockstep.Environments;
using Lockstep.Recipes;
using Lockstep.Vision.Native;

namespace Lockstep.Vision.Tests;

/// <summary>Where oneDNN errs, no test of this process uses it: tests run side by side, and what libtorch computes with is the process's.</summary>
internal static class WithoutOneDnn
{
    [ModuleInitializer]
    internal static void Choose()
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(LockedVariables.OneDnn)) && CacheDescription.Missing() is not null)
        {
            Environment.SetEnvironmentVariable(LockedVariables.OneDnn, "off");
        }

        OneDnn.ChooseFor(new ModelRecipe("resnet18"));
    }
}
