using System.Text.Json.Nodes;

namespace Lockstep.Tests.Exec.Injecting;

public sealed class NotebookTests : IDisposable
{
    private readonly ScriptFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Cells_run_in_order_in_a_fresh_process()
    {
        Write(
            (1, "import random\nx = random.random()"),
            (2, "%matplotlib inline\n!echo shell\nx"),
            (3, "print('cell', __name__)\n'last';"),
            (4, "%%bash\necho body")
        );
        var run = await folder.InjectedAsync("book.ipynb");
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Equal(
            ["shell", "0.32383276483316237", "cell __main__", "body"],
            run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        );
        Assert.Empty(run.Events("notice"));
        Assert.EndsWith("book.ipynb", run.Said("process", "name").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cells_that_ran_out_of_order_or_never_are_said()
    {
        Write((3, "x = 1"), (1, "x = 2"), (null, "x = 3"), (4, "print(x)"), (null, ""));
        var run = await folder.InjectedAsync("book.ipynb");
        Assert.Equal("3\n", run.Output);
        Assert.Collection(
            run.Said("notice", "text"),
            text => Assert.StartsWith("cell 2 was run out of order", text, StringComparison.Ordinal),
            text => Assert.StartsWith("cell 3 was never run", text, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_cell_that_fails_ends_the_run_and_says_where()
    {
        Write((1, "def f():\n    raise ValueError('no')"), (2, "f()"), (3, "print('after')"));
        var run = await folder.InjectedAsync("book.ipynb");
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("ValueError: no", run.Errors, StringComparison.Ordinal);
        Assert.Contains("raise ValueError('no')", run.Errors, StringComparison.Ordinal);
        Assert.Contains("cell 2 of book.ipynb failed", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_notebook_is_refused()
    {
        folder.Write("book.ipynb", "{}");
        var run = await folder.InjectedAsync("book.ipynb");
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("book.ipynb: no notebook of format 4", run.Errors, StringComparison.Ordinal);
        var absent = await folder.InjectedAsync("other.ipynb");
        Assert.Equal((127, "other.ipynb: No such file or directory; expected a notebook.\n"), (absent.ExitCode, absent.Errors));
    }

    private void Write(params (int? Count, string Source)[] cells) =>
        folder.Write(
            "book.ipynb",
            new JsonObject
            {
                ["nbformat"] = 4,
                ["metadata"] = new JsonObject(),
                ["cells"] = new JsonArray([
                    .. cells.Select(cell => new JsonObject
                    {
                        ["cell_type"] = "code",
                        ["execution_count"] = cell.Count,
                        ["metadata"] = new JsonObject(),
                        ["source"] = cell.Source,
                    }),
                ]),
            }.ToJsonString()
        );
}
