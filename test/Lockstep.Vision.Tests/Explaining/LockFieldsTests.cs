using System.Text.Json.Nodes;
using Lockstep.Environments;
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
    }

    [Theory]
    [InlineData("GLIBC_TUNABLES", true)]
    [InlineData("LD_PRELOAD", true)]
    [InlineData("KMP_BLOCKTIME", true)]
    [InlineData("DOTNET_EnableAVX2", true)]
    [InlineData("OMP_NUM_THREADS", false)]
    [InlineData("LD_BIND_NOW", false)]
    [InlineData("HOME", false)]
    public void Variables_that_loader_C_library_and_numeric_libraries_read_are_locked(string name, bool isLocked) =>
        Assert.Equal(isLocked, LockedVariables.Has(name));

    [Fact]
    public async Task An_empty_variable_is_none()
    {
        var before = (await runs.PrepareAsync("")).Locks.LockId;
        Environment.SetEnvironmentVariable("KMP_BLOCKTIME", "");
        Assert.Equal(before, (await runs.PrepareAsync("")).Locks.LockId);
        Environment.SetEnvironmentVariable("KMP_BLOCKTIME", "0");
        Assert.NotEqual(before, (await runs.PrepareAsync("")).Locks.LockId);
        Environment.SetEnvironmentVariable("KMP_BLOCKTIME", null);
    }

    private static IEnumerable<string> Leaves(JsonObject value, string path) => value.SelectMany(member =>
        (path.Length == 0 ? member.Key : $"{path}.{member.Key}") is var key && member.Value is JsonObject { Count: > 0 } inner ? Leaves(inner, key) : [key]);
}
