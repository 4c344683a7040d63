using System.Text.Json.Nodes;
using Lockstep.Environments;
using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Vision.Tests.Native;
using Lockstep.Vision.Tests.Runs;

namespace Lockstep.Vision.Tests.Explaining;

[Collection(LibtorchState.Name)]
public sealed class LockFieldsTests : IDisposable
{
    private readonly TrainedRuns runs = new();

    public void Dispose() => runs.Dispose();

    [Fact]
    public async Task Every_field_of_a_runs_locks_says_where_it_acts()
    {
        var locks = (await runs.PrepareAsync("")).Locks;
        locks.Data.Relevant["excluded"] = new JsonArray("0/1.png");
        locks.Data.Relevant["modelSha256"] = new string('0', 64);
        locks.Code.Relevant["program"] = new JsonObject { ["own.dll"] = "0" };
        locks.Environment.Relevant["gpu"] = new JsonObject { ["driver"] = "1" };
        (Box Box, string Key)[] fields = [.. locks.All.SelectMany(box => Leaves(box.Relevant, "").Select(key => (box.Box, key)))
            .Where(field => !field.key.StartsWith("recipe.", StringComparison.Ordinal))];
        Assert.True(fields.Length > 30, $"{fields.Length} fields");
        Assert.DoesNotContain(fields, field => LockFields.Of(field.Box, field.Key) is null);
        var told = locks.All.SelectMany(box => box.Informative.Select(field => (box.Box, field.Key)));
        Assert.Empty(told.Except(LockFields.All.Select(line => (line.Box, line.Key))).Except([(Box.Environment, "variables"), (Box.Environment, "libraries")]));
    }

    [Theory]
    [InlineData("GLIBC_TUNABLES", true)]
    [InlineData("LD_PRELOAD", true)]
    [InlineData("KMP_BLOCKTIME", false)]
    [InlineData("OMP_WAIT_POLICY", false)]
    [InlineData("OMP_SCHEDULE", true)]
    [InlineData("OPENBLAS_CORETYPE", true)]
    [InlineData("MKL_ENABLE_INSTRUCTIONS", true)]
    [InlineData("TF_CLI_CONFIG_FILE", false)]
    [InlineData("DOTNET_EnableAVX2", true)]
    [InlineData("OMP_NUM_THREADS", false)]
    [InlineData("LD_BIND_NOW", false)]
    [InlineData("HOME", false)]
    public void Variables_that_loader_C_library_and_numeric_libraries_read_are_locked(string name, bool isLocked) =>
        Assert.Equal(isLocked, LockedVariables.Has(name));

    [Fact]
    public async Task An_empty_variable_is_none_and_a_harmless_one_is_silent()
    {
        var before = (await runs.PrepareAsync("")).Locks.LockId;
        try
        {
            Environment.SetEnvironmentVariable("KMP_LIBRARY", "");
            Environment.SetEnvironmentVariable("KMP_BLOCKTIME", "0");
            var harmless = (await runs.PrepareAsync("")).Locks;
            Assert.Equal(before, harmless.LockId);
            Assert.Equal("0", (string?)harmless.Environment.Informative["variables"]?["KMP_BLOCKTIME"]);
            Environment.SetEnvironmentVariable("KMP_LIBRARY", "serial");
            Assert.NotEqual(before, (await runs.PrepareAsync("")).Locks.LockId);
        }
        finally
        {
            Environment.SetEnvironmentVariable("KMP_LIBRARY", null);
            Environment.SetEnvironmentVariable("KMP_BLOCKTIME", null);
        }
    }

    [Fact]
    public async Task The_native_libraries_that_are_loaded_are_named_with_their_digests_and_so_are_the_packages_of_the_program()
    {
        var environment = (await runs.PrepareAsync("")).Locks.Environment.Informative;
        var place = (string?)environment["files"]?["libtorch_cpu.so"];
        Assert.True(File.Exists(place), place);
        Assert.Equal(Sha256.Of(File.ReadAllBytes((string)environment["files"]!["libcoreclr.so"]!)), (string?)environment["libraries"]?["libcoreclr.so"]);
        Assert.Contains(environment["packages"]!.AsObject(), package => package.Key.StartsWith("TorchSharp/", StringComparison.Ordinal)
            && ((string?)package.Value)?.StartsWith("sha512-", StringComparison.Ordinal) == true);
        Assert.Contains("oneAPI Math Kernel Library", (string?)environment["build"], StringComparison.Ordinal);
        Assert.Equal(["aten", "mkl", "oneDnn"], environment["kernels"]!.AsObject().Select(kernel => kernel.Key));
        Assert.Matches(@"^10\.0\.", (string?)environment["sdk"]);
    }

    private static IEnumerable<string> Leaves(JsonObject value, string path) => value.SelectMany(member =>
        (path.Length == 0 ? member.Key : $"{path}.{member.Key}") is var key && member.Value is JsonObject { Count: > 0 } inner ? Leaves(inner, key) : [key]);
}
