using System.Text.Json.Nodes;
using Lockstep.Tests.Shared;

namespace Lockstep.Cli.Tests;

/// <summary>Projects that are not as one would wish: each gets a clear word, and nothing of them is run.</summary>
[Collection(nameof(AugmentCheckTests))]
public sealed class AuditBadInputTests
{
    [Theory]
    [InlineData("a.py", "print 'hello'\n", "a.py could not be read: Python 2")]
    [InlineData("a.py", "x = (1\n", "a.py could not be read: a syntax error in line 1")]
    [InlineData("a.py", "x = '\0'\n", "a.py could not be read: binary, no text")]
    [InlineData("a.py", "# coding: klingon\nx = 1\n", "a.py could not be read: not in the encoding that it says")]
    [InlineData("a.ipynb", "{\"worksheets\": []}", "a.ipynb could not be read: no notebook of format 4")]
    [InlineData("a.ipynb", "{\"cells\": [{\"cell_type\": \"code\", \"source\": [\"x = = 1\"]}]}", "a.ipynb could not be read: a cell is no Python")]
    public async Task What_can_not_be_read_is_named_and_its_box_is_not_called_shut(string file, string text, string reason)
    {
        using var place = new TemporaryFolder();
        place.Write(file, text);
        place.Write("other.py", "import time\nseed = int(time.time())\n");

        var answer = await AuditFixtures.AuditAsync(place.FullPath);

        var made = answer["checks"]!.AsArray().Single(made => (string?)made!["check"] == "set-order");
        Assert.Contains(reason, (string?)made!["notChecked"], StringComparison.Ordinal);
        // What can be read is looked at all the same.
        Assert.Single(AuditFixtures.FindingsOf(answer, "clock-seed"));
    }

    [Fact]
    public async Task A_file_that_is_too_large_or_too_deep_is_named()
    {
        using var place = new TemporaryFolder();
        place.Write("large.py", "x = 1\n" + new string('#', 5 << 20));
        place.Write("deep.py", "x = " + new string('(', 150) + "1" + new string(')', 150) + " + " + string.Join(" + ", Enumerable.Repeat("1", 20_000)) + "\n");

        var answer = await AuditFixtures.AuditAsync(place.FullPath);

        var reason = (string?)answer["checks"]!.AsArray().Single(made => (string?)made!["check"] == "set-order")!["notChecked"];
        Assert.Contains("large.py could not be read: larger than 4 MiB", reason, StringComparison.Ordinal);
        Assert.Contains("deep.py could not be read", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_cell_and_the_line_in_it_are_told_of_a_notebook()
    {
        using var place = new TemporaryFolder();
        place.Write("train.ipynb", """
            {"nbformat": 4, "cells": [
              {"cell_type": "markdown", "source": "text"},
              {"cell_type": "code", "source": ["%matplotlib inline\n", "!pip install torch\n", "import torch"]},
              {"cell_type": "code", "source": "%%bash\nwget x = (\n"},
              {"cell_type": "code", "source": ["x = 1\n", "torch.backends.cudnn.benchmark = True\n"]}
            ]}
            """);
        Assert.Equal(
            ["train.ipynb, cell 3:2: torch.backends.cudnn.benchmark = True"],
            AuditFixtures.FindingsOf(await AuditFixtures.AuditAsync(place.FullPath), "cudnn-benchmark"));
    }

    [Fact]
    public async Task Links_in_circles_end_and_environments_and_runs_are_passed_over()
    {
        using var place = new Workplace();
        await place.ShellAsync("""
            mkdir -p p/a p/env/lib p/runs/one p/tests && cd p
            ln -s .. a/up && ln -s a b && ln -s nowhere gone && ln -s self self
            touch env/pyvenv.cfg runs/one/run.json
            for at in env/lib runs/one tests; do printf 'import torch\ntorch.backends.cudnn.benchmark = True\n' > $at/x.py; done
            cp tests/x.py a/x.py
            """);
        var answer = await AuditFixtures.AuditAsync(place.PathOf("p"));
        await place.ShellAsync("find p -type l -delete"); // what takes the folder away would go round
        Assert.Equal(["a/x.py:2: torch.backends.cudnn.benchmark = True"], AuditFixtures.FindingsOf(answer, "cudnn-benchmark"));
    }

    [Fact]
    public async Task Nothing_of_a_project_is_imported_or_run()
    {
        using var place = new Workplace();
        await place.ShellAsync("""
            mkdir p && cd p
            for name in train ast json tokenize sitecustomize usercustomize __init__ tree source names; do
                echo "open('$PWD/was-run', 'a').write('$name')" > $name.py
            done
            printf '[tool]\n' > pyproject.toml && echo 'touch was-run' > run.sh && cp run.sh setup.sh
            """);
        var answer = await AuditFixtures.AuditAsync(place.PathOf("p"));
        Assert.False(File.Exists(place.PathOf("p/was-run")));
        Assert.Null((string?)answer["checks"]!.AsArray().Single(made => (string?)made!["check"] == "set-order")!["notChecked"]);
    }

    [Fact]
    public async Task Where_no_Python_is_there_that_is_said_and_other_files_are_looked_at()
    {
        using var place = new Workplace();
        var output = await place.ShellAsync($$"""
            mkdir p bin && echo 'import torch' > p/a.py && echo FROM debian > p/Dockerfile
            ln -s "$(command -v dotnet)" bin/dotnet && ln -s "$(command -v git)" bin/git
            export DOTNET_ROOT="$(dirname "$(readlink -f "$(command -v dotnet)")")"
            PATH=$PWD/bin dotnet {{Workplace.Program}} audit p --json || [ $? = 1 ]
            """);
        var answer = JsonNode.Parse(output)!.AsObject();
        Assert.Equal(["Dockerfile:1: the image debian has no version"], AuditFixtures.FindingsOf(answer, "latest-image"));
        var randomness = answer["boxes"]!.AsArray().Single(box => (string?)box!["box"] == "randomness");
        Assert.Equal("not checked", (string?)randomness!["state"]);
        Assert.Contains("there is no python3 on PATH", (string?)randomness["reason"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_project_without_anything_to_look_at_has_no_open_box_and_none_that_is_shut()
    {
        using var place = new TemporaryFolder();
        place.Write("notes.md", "# Notes\n");
        var answer = await AuditFixtures.AuditAsync(place.FullPath, "--level", "static");
        Assert.DoesNotContain(answer["boxes"]!.AsArray(), box => (string?)box!["state"] == "shut");
    }
}
