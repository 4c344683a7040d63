using System.Text.Json.Nodes;
using Lockstep.Ledgers.Commands;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Exec.Streams;

/// <summary>Streams that Python wrote, and ledgers that it reads: the formats are as documented, and not only as one program takes them.</summary>
public sealed class PythonStreamTests
{
    private static string Program(string name) => Repository.PathOf($"test/fixtures/exec/streams/{name}");

    [Fact]
    public async Task Streams_that_Python_wrote_become_the_ledger_that_Python_reads()
    {
        using var folder = new TemporaryFolder();
        var made = JsonNode.Parse(await Python.RunAsync(folder.FullPath, Program("make.py"), folder.PathOf("run/streams")));
        var summary = SyntheticCommand.Summary(folder);
        Assert.Empty(summary.Findings);
        Assert.Equal(["ddp.py rank 0", "ddp.py rank 1"], summary.Processes.Select(process => process.Label));
        Assert.Equal(8, summary.Steps);
        var read = await Python.RunAsync(folder.FullPath, Program("read.py"), folder.PathOf("run.bin"));
        var lines = read.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)).ToArray();
        Assert.Equal(made?.AsArray().Select(step => step?.ToJsonString()), lines.Select(step => step?.ToJsonString()));
    }

    [Fact]
    public async Task A_step_that_Python_wrote_is_shown_with_its_names_and_numbers()
    {
        using var folder = new TemporaryFolder();
        await Python.RunAsync(folder.FullPath, Program("make.py"), folder.PathOf("run/streams"));
        SyntheticCommand.Summary(folder);
        using var ledger = CommandLedgerFile.Open(folder.PathOf("run.bin"));
        var step = Assert.Single(ledger.ReadStep(1, 2, TestContext.Current.CancellationToken));
        var shown = Answers.CommandLedgerContent.Of(ledger.Processes[1], 2, [step])["records"]?[0];
        Assert.Equal(2, shown?["optimizerStep"]?.GetValue<long>());
        Assert.Equal([0.05, 0.005], step.Rates);
        Assert.Equal([3L, 9223372036854775807L], Assert.Single(step.Batches).Ids);
        Assert.Equal("[{\"name\":\"w\\u00E9ight\",\"digest\":\"cbf43926\"},{\"name\":\"bias\",\"digest\":null}]", shown?["gradients"]?.ToJsonString());
        Assert.Equal("fc", Assert.Single(step.Outputs).Module);
        var survey = ledger.Survey(TestContext.Current.CancellationToken);
        Assert.Equal("wéight 2×3 float32, bias scalar bfloat16", string.Join(", ", survey.Processes[0].Optimizers[0].Optimizer.Parameters));
        Assert.Equal((4L, 4L), (survey.Processes[0].Steps, survey.Processes[0].Outputs));
        Assert.Equal(2, Answers.CommandLedgerContent.Of(ledger, survey)["processes"]?.AsArray().Count);
    }
}
