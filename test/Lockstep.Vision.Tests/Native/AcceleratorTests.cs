using System.Text.Json.Nodes;
using Lockstep.Recipes;
using Lockstep.Vision.Environments;
using Lockstep.Vision.Models;
using Lockstep.Vision.Native;
using Lockstep.Vision.Tests.Recipes;
using static TorchSharp.torch;

namespace Lockstep.Vision.Tests.Native;

/// <summary>What can be known of GPUs without one.</summary>
[Collection(LibtorchState.Name)]
public sealed class AcceleratorTests
{
    public AcceleratorTests() => NativeLibraries.Load();

    [Fact]
    public void The_CPU_is_always_there_and_a_GPU_is_not_in_a_build_without_CUDA()
    {
        Assert.SkipWhen(NativeLibraries.HasCuda, "This is the build with CUDA.");
        var recipe = RecipeReader.Resolve(
            "r.yaml", "dataset: d\ndevice: cuda\ntrain: {batch_size: 1, epochs: 1, lr: 0.1}\n"u8.ToArray(), [], 1, RecipeText.BuiltIn).Recipe;
        Assert.Equal("cuda", recipe.Device);
        Assert.Null(Accelerator.Problem(recipe with { Device = "cpu" }));
        Assert.StartsWith("expected a build of Lockstep with CUDA, found one that computes on the CPU only. Build it with LOCKSTEP_CUDA, "
            + "the folder of an installed PyTorch or 1", Accelerator.Problem(recipe), StringComparison.Ordinal);
        Assert.Equal(CPU, ComputeMode.ToEvaluate(recipe).Device);
        Assert.Contains(
            "Environment: device: expected a build",
            Assert.Throws<LockstepException>(() => EnvironmentLock.Read(recipe, TestContext.Current.CancellationToken)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void In_a_build_with_CUDA_the_reason_is_driver_variable_or_card()
    {
        Assert.Null(Accelerator.Problem(hasBuild: true, hasDevice: true, hasDriver: true, visible: "0"));
        Assert.Contains(
            "found none: the kernel has no NVIDIA driver. See what 'nvidia-smi' lists",
            Accelerator.Problem(hasBuild: true, hasDevice: false, hasDriver: false, visible: null),
            StringComparison.Ordinal);
        Assert.Contains(
            "found none: the variable CUDA_VISIBLE_DEVICES is ''.",
            Accelerator.Problem(hasBuild: true, hasDevice: false, hasDriver: true, visible: ""),
            StringComparison.Ordinal);
        Assert.Contains(
            "found none: the driver shows none.",
            Accelerator.Problem(hasBuild: true, hasDevice: false, hasDriver: true, visible: null),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Tf32_needs_a_card_that_has_it()
    {
        Assert.Null(Accelerator.Tf32Problem("NVIDIA A100", (8, 0)));
        Assert.Contains("expects a GPU of compute capability 8.0 (Ampere) or newer, found Tesla T4 with "
            + "7.5.", Accelerator.Tf32Problem("Tesla T4", (7, 5)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_workspace_of_cuBLAS_is_set_for_native_code_unless_it_was_and_a_value_that_does_not_repeat_is_refused()
    {
        CublasWorkspace.SetDefault();
        Assert.Equal(Environment.GetEnvironmentVariable("CUBLAS_WORKSPACE_CONFIG") ?? ":4096:8", CublasWorkspace.Value);
        Assert.Null(CublasWorkspace.Problem(":4096:8"));
        Assert.Null(CublasWorkspace.Problem(":16:8"));
        Assert.Contains("expected the variable CUBLAS_WORKSPACE_CONFIG to be :4096:8 or :16:8, found ':0:0'. "
            + "Unset it", CublasWorkspace.Problem(":0:0"), StringComparison.Ordinal);
        Assert.Contains("found none", CublasWorkspace.Problem(null), StringComparison.Ordinal);
    }

    [Fact]
    public void The_lock_names_the_card_and_what_picks_its_kernels()
    {
        var expected = JsonNode.Parse(
            """{"name":"NVIDIA H100","computeCapability":"9.0","multiprocessors":132,"driver":"570.86.15","cuda":"12.8","cuDnn":"""
            + """ "9.10.2","cublasWorkspaceConfig":":4096:8"}""");
        Assert.True(JsonNode.DeepEquals(expected, Gpu.Describe("NVIDIA H100", (9, 0), 132, "570.86.15", 12080, 91002, ":4096:8")));
        Assert.Equal("8.9.7", Gpu.Describe("", (9, 0), 1, "", 11080, 8907, null)["cuDnn"]?.GetValue<string>());
    }

    [Fact]
    public void A_generator_is_read_and_set_by_its_address()
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        var state = Generators.StateAt(Generators.OfCpu);
        Assert.Equal(get_rng_state().bytes.ToArray(), state.bytes.ToArray());
        Assert.Equal(state.bytes.ToArray(), Generators.States(CPU).bytes.ToArray());
        var drawn = rand(3).data<float>().ToArray();
        Assert.NotEqual(drawn, rand(3).data<float>().ToArray());
        Generators.SetStateAt(Generators.OfCpu, state);
        Assert.Equal(drawn, rand(3).data<float>().ToArray());
        Assert.Null(Generators.StateOf(CPU));
    }

    [Fact]
    public void Digests_are_of_the_libraries_that_compute()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var computing = NativeLibraries.Digests(cancellation: cancellation);
        Assert.Contains("libtorch_cpu.so", computing.Keys);
        Assert.Equal(NativeLibraries.HasCuda, NativeLibraries.Digests(withCuda: true, cancellation).Count > computing.Count);
        Assert.Null(NativeLibraries.HasCuda ? null : NativeLibraries.CudaLibrary("libcudart"));
    }
}
