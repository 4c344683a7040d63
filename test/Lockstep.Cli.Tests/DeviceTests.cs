using System.Text.Json.Nodes;
using CliWrap;
using CliWrap.Buffered;
using Lockstep.Runs;
using Lockstep.Tests.Shared;
using Lockstep.Vision.Native;

namespace Lockstep.Cli.Tests;

public sealed class DeviceTests
{
    private const string Build = "expected a build of Lockstep with CUDA, found one that computes on the CPU only. Build it with LOCKSTEP_CUDA, "
        + "the folder of an installed PyTorch or 1";

    [Theory]
    [InlineData("train")]
    [InlineData("smoke")]
    [InlineData("bench")]
    public async Task Without_CUDA_a_recipe_for_it_is_refused_with_its_line_before_there_is_a_run(string command)
    {
        Assert.SkipWhen(NativeLibraries.HasCuda, "This is the build with CUDA.");
        using var place = new Workplace().WithDigits();
        File.AppendAllText(place.PathOf("recipe.yaml"), "device: cuda\n");
        var result = await place.RunAsync(command, "recipe.yaml");
        Assert.Equal((2, 0), (result.ExitCode, place.RunCount));
        Assert.Contains($"recipe.yaml:6:9: device: {Build}", result.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_of_a_GPU_is_evaluated_and_predicts_on_the_CPU_and_says_so_and_is_not_rerun_there()
    {
        Assert.SkipWhen(NativeLibraries.HasCuda, "This is the build with CUDA.");
        using var place = new Workplace().WithDigits();
        Assert.Equal("finished", (await place.TrainedAsync("--name", "one")).Text("status"));
        var here = await place.JsonAsync(0, "evaluate", "one");
        await place.ShellAsync("sed -i 's/^device: cpu/device: cuda/' runs/one/recipe.yaml");
        var there = await place.RunAsync("evaluate", "one", "--json");
        Assert.Equal(0, there.ExitCode);
        Assert.True(JsonNode.DeepEquals(here, JsonNode.Parse(there.StandardOutput)));
        Assert.Contains("one was trained with device: cuda, and is computed on the CPU, whose last digits differ. "
            + $"Here {Build}", there.StandardError, StringComparison.Ordinal);
        var predicted = await place.RunAsync("predict", "one", "digits/0");
        Assert.Equal(0, predicted.ExitCode);
        Assert.Contains("computed on the CPU", predicted.StandardError, StringComparison.Ordinal);
        var rerun = await place.RunAsync("rerun", "one");
        Assert.Equal((2, 1), (rerun.ExitCode, place.RunCount));
        Assert.Contains($"device: {Build}", rerun.StandardError, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bfloat16")]
    [InlineData("float16")]
    public async Task A_run_in_a_lower_precision_is_rerun_and_evaluated_to_the_same_numbers_and_its_checkpoint_has_the_scale_that_it_needs(string precision)
    {
        using var place = new Workplace().WithDigits();
        File.WriteAllText(place.PathOf("recipe.yaml"), File.ReadAllText(place.PathOf("recipe.yaml")).Replace("linear", "small-cnn", StringComparison.Ordinal)
            + $"precision: {precision}\n");
        Assert.Equal("finished", (await place.JsonAsync(0, "train", "recipe.yaml", "--name", "one")).Text("status"));
        Assert.Equal("identical", (await place.JsonAsync(0, "rerun", "one")).Text("verdict"));
        var record = RunFolder.Open(place.PathOf("runs/one")).ReadRecord();
        var evaluated = await place.JsonAsync(0, "evaluate", "one", "--checkpoint", "last");
        Assert.Equal(record.Metrics["valLoss"], evaluated["loss"]?.GetValue<double>());
        Assert.Equal(record.Metrics["valAccuracy"], evaluated["accuracy"]?.GetValue<double>());

        await place.ShellAsync($"""
            dotnet '{Workplace.Program}' train recipe.yaml --set train.epochs=100000 --set checkpoint.every_steps=2 --name stopped -q >out 2>err & pid=$!
            for i in $(seq 400); do [ -e runs/stopped/checkpoints/resume/epoch-1-batch-2 ] && break; sleep 0.05; done
            kill -KILL $pid; wait $pid || true
            """);
        var state = Directory.GetFiles(place.PathOf("runs/stopped/checkpoints/resume"), "state.json", SearchOption.AllDirectories)[0];
        Assert.Equal(precision == "float16", JsonNode.Parse(File.ReadAllText(state))?["training"]?["gradientScale"]?["scale"]?.GetValue<double>() is 65536);
    }

    [Theory]
    [InlineData("", "libtorch-cpu-linux-x64", "/artifacts", "true")]
    [InlineData("-p:LockstepCuda=true", "libtorch-cuda-12.8-linux-x64", "/artifacts/cuda", "false")]
    [InlineData("-p:LockstepPyTorch=/opt/torch", null, "/artifacts/pytorch", "false")]
    public async Task Another_build_takes_its_libtorch_in_a_folder_of_its_own_and_leaves_the_lock_files_alone(
        string property, string? package, string folder, string locks)
    {
        var result = await MSBuildAsync([
            "src/Lockstep.Vision/Lockstep.Vision.csproj",
            "-getItem:PackageReference,PackageVersion",
            "-getProperty:ArtifactsPath,RestorePackagesWithLockFile,RestoreLockedMode,NuGetLockFilePath",
            .. property.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        ]);
        var answer = JsonNode.Parse(result.StandardOutput)!;
        string[] Names(string item) => [
            .. answer["Items"]![item]!.AsArray()
                .Select(entry => entry!["Identity"]!.GetValue<string>()).Where(name => name.StartsWith("libtorch", StringComparison.Ordinal))
        ];
        string Property(string name) => answer["Properties"]![name]!.GetValue<string>();
        Assert.Equal(package is null ? [] : [package], Names("PackageReference"));
        Assert.Contains(package ?? "libtorch-cpu-linux-x64", Names("PackageVersion"));
        Assert.EndsWith(folder, Property("ArtifactsPath"), StringComparison.Ordinal);
        Assert.Equal((locks, locks), (Property("RestorePackagesWithLockFile"), Property("RestoreLockedMode")));

        // NuGet refuses to restore beside a lock file that it is told not to use.
        Assert.Equal(locks == "false", Property("NuGetLockFilePath").StartsWith(Property("ArtifactsPath"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_libraries_of_an_installed_PyTorch_are_linked_in_place_of_those_that_were()
    {
        using var site = new TemporaryFolder();
        site.Write("torch/version.py", "from typing import Optional\n__all__ = ['__version__']\n__version__ = '2.11.0+cu130'\ndebug = False\n");
        foreach (var path in (string[])[
            "torch/lib/libtorch_cpu.so", "torch/lib/libtorch_cuda.so", "nvidia/cu13/lib/libcudart.so.13", "nvidia/cudnn/lib/libcudnn.so.9",
            "nvidia/cudnn/include/cudnn.h", "torch/lib/python.txt", "out/runtimes/linux-x64/native/libLibTorchSharp.so"
        ])
        {
            site.Write(path, path);
        }

        File.CreateSymbolicLink(site.PathOf("out/runtimes/linux-x64/native/libcudart.so.12"), "/gone");
        await LinkAsync(site);
        var linked = new DirectoryInfo(site.PathOf("out/runtimes/linux-x64/native"))
            .GetFiles().OrderBy(file => file.Name, StringComparer.Ordinal).Select(file => (file.Name, File.ReadAllText(file.FullName)));
        Assert.Equal(
            [
                ("libLibTorchSharp.so", "out/runtimes/linux-x64/native/libLibTorchSharp.so"), ("libcudart.so.13", "nvidia/cu13/lib/libcudart.so.13"),
                ("libcudnn.so.9", "nvidia/cudnn/lib/libcudnn.so.9"), ("libtorch_cpu.so", "torch/lib/libtorch_cpu.so"),
                ("libtorch_cuda.so", "torch/lib/libtorch_cuda.so")
            ],
            linked);

        site.Write("torch/version.py", "__version__ = '2.4.1'\n");
        Assert.Contains($"{site.PathOf("torch")}: expected PyTorch 2.10 or 2.11, found 2.4.1, "
            + "whose libraries TorchSharp does not go with.", await LinkAsync(site, succeeds: false), StringComparison.Ordinal);
    }

    private static async Task<string> LinkAsync(TemporaryFolder site, bool succeeds = true)
    {
        var result = await MSBuildAsync(
            ["src/Lockstep.Cli/Lockstep.Cli.csproj", "-t:LinkPyTorch", $"-p:LockstepPyTorch={site.PathOf("torch")}", $"-p:OutDir={site.PathOf("out/")}"]);
        Assert.True(succeeds == (result.ExitCode == 0), result.StandardOutput);
        return result.StandardOutput;
    }

    private static async Task<BufferedCommandResult> MSBuildAsync(string[] arguments) => await CliWrap.Cli.Wrap("dotnet")
        .WithArguments(["msbuild", .. arguments])
        .WithWorkingDirectory(Repository.Root)
        .WithEnvironmentVariables(variables => variables.Set("CI", "true").Set("LOCKSTEP_CUDA", null).Set("MSBUILDDISABLENODEREUSE", "1"))
        .WithValidation(CommandResultValidation.None)
        .ExecuteBufferedAsync(TestContext.Current.CancellationToken);
}
