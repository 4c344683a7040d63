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
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(OneDnn.Variable)) && CacheDescription.Missing() is not null)
        {
            Environment.SetEnvironmentVariable(OneDnn.Variable, "off");
        }

        OneDnn.ChooseFor(new ModelRecipe("resnet18"));
    }
}
