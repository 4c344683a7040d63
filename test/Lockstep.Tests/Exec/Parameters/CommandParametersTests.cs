using System.Text.Json.Nodes;
using Lockstep.Exec.Parameters;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Exec.Parameters;

public sealed class CommandParametersTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_argparse_returned_is_listed_with_its_defaults_once_for_all_processes()
    {
        var one =
            """{"event":"argparse","prog":"train.py","values":{"lr":0.1,"name":"a","api_key":"abc","stages":[1,2],"none":null},"defaults":["lr","none"]}""";
        var parameters = CommandParameters.Read(folder.FullPath, [], [Event(one), Event(one)]);

        Assert.Equal(
            [
                ("lr", "0.1", "arguments", true),
                ("name", "a", "arguments", false),
                ("api_key", "(kept out)", "arguments", false),
                ("stages", "[1,2]", "arguments", false),
                ("none", "null", "arguments", true),
            ],
            parameters.All.Select(parameter => (parameter.Name, parameter.Value, parameter.Source, parameter.IsDefault))
        );
    }

    [Fact]
    public void Files_of_settings_below_the_folder_are_read_and_others_are_not()
    {
        string[] read =
        [
            folder.Write(
                "work/config.yaml",
                "# settings\nmodel: {name: resnet18, depth: 18}\nlrs: [0.1, 0.01]\nstages:\n  - epochs: 1\n  - epochs: 2\ntoken: abcdef\nempty:\n"
            ),
            folder.Write("work/args.json", """{"lr": 1e-3, "deep": {"flag": true}}"""),
            folder.Write(
                "work/pyproject.toml",
                "title = \"x\" # note\nlr = 1_000.5\n[tool.a]\nb.c = 'd'\nlist = [\n 1, # one\n 2,\n]\nin = {x = 1, y = \"z\"}\n"
                    + "[[run]]\nn = 1\n[[run]]\nn = 2\nwhen = 2026-01-05 10:00:00\ntext = \"\"\"\na\n\\u00e9\"\"\"\n"
            ),
            folder.Write("elsewhere/other.yaml", "a: 1"),
            folder.Write("work/notes.txt", "a: 1"),
        ];
        var parameters = CommandParameters.Read(folder.PathOf("work"), read, []);

        Assert.Empty(parameters.Notes);
        Assert.Equal(
            [
                "args.json lr 1e-3",
                "args.json deep.flag true",
                "config.yaml model.name resnet18",
                "config.yaml model.depth 18",
                "config.yaml lrs [0.1, 0.01]",
                "config.yaml stages[0].epochs 1",
                "config.yaml stages[1].epochs 2",
                "config.yaml token (kept out)",
                "config.yaml empty null",
                "pyproject.toml title x",
                "pyproject.toml lr 1_000.5",
                "pyproject.toml tool.a.b.c d",
                "pyproject.toml tool.a.list [1, 2]",
                "pyproject.toml tool.a.in.x 1",
                "pyproject.toml tool.a.in.y z",
                "pyproject.toml run[0].n 1",
                "pyproject.toml run[1].n 2",
                "pyproject.toml run[1].when 2026-01-05 10:00:00",
                "pyproject.toml run[1].text a\né",
            ],
            parameters.All.Select(parameter => $"{parameter.Source} {parameter.Name} {parameter.Value}")
        );
    }

    [Fact]
    public void A_file_that_is_damaged_or_too_large_is_said_and_costs_nothing_else()
    {
        string[] read =
        [
            folder.Write("a.yaml", "a: [1"),
            folder.Write("b.json", "{"),
            folder.Write("c.toml", "a = \n"),
            folder.Write("d.json", $"[{string.Join(',', Enumerable.Range(0, 100_000))}]"),
            folder.Write("e.yaml", "ok: 1"),
            folder.Write("f.toml", "a = 1\na = 2\n"),
            folder.Write("g.json", ""),
            folder.Write("h.toml", string.Concat(Enumerable.Repeat("a.", 200)) + "b = 1"),
            folder.Write("i.toml", "a = " + new string('[', 1000)),
            folder.PathOf("gone.yaml"),
        ];
        var parameters = CommandParameters.Read(folder.FullPath, read, []);

        Assert.Equal(["ok"], parameters.All.Select(parameter => parameter.Name));
        Assert.Equal(
            ["a.yaml", "b.json", "c.toml", "d.json", "f.toml", "gone.yaml", "h.toml", "i.toml"],
            parameters.Notes.Select(note => note.Split(':', ' ')[0])
        );
    }

    private static JsonObject Event(string json) => JsonNode.Parse(json)!.AsObject();
}
