using System.Collections;
using System.Reflection;
using System.Text.Json.Nodes;
using Lockstep.Locks;

namespace Lockstep.Tests.Locks;

/// <summary>Locks as others may have written them.</summary>
public sealed class RecordedLocksTests
{
    private static readonly Dictionary<Box, string> Locks = new()
    {
        [Box.Code] = """
            {"box": "code", "relevant": {"commit": "a1", "diffSha256": "b1", "recipe": {"model": {"name": "mlp"}, "train": {"accumulate": 2}},
              "program": {"a.dll": "c1"}, "files": {"a.py": "d1"}, "largeChanges": {"b.bin": "e1"}},
             "informative": {"recipeFile": "r.yaml", "overrides": ["a=1"], "repository": "/w", "branch": "main", "dirty": true, "changed": ["a.py"],
              "folder": "/w/a", "folderInRepository": "a", "repositories": ["n/"], "untracked": [{"path": "u", "bytes": 1, "kept": true, "files": 1}],
              "submodules": [{"path": "s", "commit": "f1", "url": "u", "dirty": true}, {"path": "s", "commit": "f2", "url": "u"}],
              "lfs": [{"path": "l"}], "filtered": [{"path": "f"}],
              "copied": [{"path": "c", "bytes": 1, "sha256": "a", "program": true, "kept": true}]}}
            """,
        [Box.Data] = """
            {"box": "data", "relevant": {"manifestId": "a", "samples": {"classes": ["a"], "splitSha256": "b"}, "excluded": ["c"], "modelSha256": "d",
              "inputs": {"i": "e"}}, "informative": {"folder": "/d", "folders": ["/d"], "modelFile": "m", "outside": {"i": "/i"}}}
            """,
        [Box.Environment] = """
            {"box": "environment", "relevant": {"processor": {"model": "p"}, "gpu": {"name": "g"}, "oneDnn": "off", "variables": {"A": "1"},
              "libraries": {"l.so": "a"}, "torchSharp": "1", "device": "cpu", "libc": "2", "r": {"version": "4", "packages": {"p": "1"}},
              "python": {"version": "3", "packages": {"p": "1"}, "digests": {"p": "a"}}, "libtorch": {"version": "2", "sha256": {"t.so": "b"}},
              "imageDecoder": {"name": "d", "version": "1", "sha256": "c"}},
             "informative": {"files": {"l.so": "/l.so"}, "interpreter": {"executable": "/p"}, "processors": 2, "libraries": {"m.so": "b"}, "os": "o",
              "packages": {"n/1": "h"}, "sdk": "10", "runtime": "10"}}
            """,
        [Box.Randomness] = """
            {"box": "randomness", "relevant": {"seed": 1, "determinism": "fast", "switches": {"a": true, "num_threads": 2}, "variables": {"V": "1"}},
             "informative": {}}
            """,
    };

    private static readonly string?[] Others = [null, "1", "\"x\"", "true", "[1]", "[[]]", "{}", "{\"a\": {}}", "1e300"];

    [Theory]
    [InlineData(Box.Code)]
    [InlineData(Box.Data)]
    [InlineData(Box.Environment)]
    [InlineData(Box.Randomness)]
    public void Whatever_stands_in_a_lock_what_reads_it_answers(Box box)
    {
        foreach (var path in PathsIn(JsonNode.Parse(Locks[box])!, []).ToArray())
        {
            foreach (var other in Others)
            {
                var json = JsonNode.Parse(Locks[box])!;
                Replace(json, path, other);
                var broken = BoxLock.Parse(box, json.ToJsonString(), "a.json");
                Ask(broken, $"{string.Join('.', path)} = {other}");
            }
        }
    }

    private static void Ask(BoxLock broken, string what)
    {
        var locks = new LockSet(Of(Box.Code), Of(Box.Data), Of(Box.Environment), Of(Box.Randomness));
        object[] readers =
        [
            new RecordedCode(locks.Code), new RecordedData(locks.Data), new RecordedEnvironment(locks.Environment), new RecordedSoftware(locks.Environment),
            new RecordedRandomness(locks.Randomness), new RecordedCommand(locks),
        ];
        foreach (var reader in readers)
        {
            foreach (var property in reader.GetType().GetProperties(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance))
            {
                try
                {
                    foreach (var _ in property.GetValue(reader) as IEnumerable ?? Array.Empty<object>())
                    {
                        // What is found only when it is asked for is found too.
                    }
                }
                catch (Exception problem)
                {
                    Assert.Fail($"{what}: {reader.GetType().Name}.{property.Name}: {problem.GetBaseException().Message}");
                }
            }
        }

        BoxLock Of(Box box) => broken.Box == box ? broken : BoxLock.Parse(box, Locks[box], "a.json");
    }

    /// <summary>Below the two members that each lock has.</summary>
    private static IEnumerable<object[]> PathsIn(JsonNode node, object[] above)
    {
        IEnumerable<(object Key, JsonNode? Value)> inner = node switch
        {
            JsonObject members => members.Select(member => ((object)member.Key, member.Value)),
            JsonArray items => items.Select((item, index) => ((object)index, item)),
            _ => [],
        };
        foreach (var (key, value) in inner)
        {
            object[] path = [.. above, key];
            if (path.Length > 1)
            {
                yield return path;
            }

            foreach (var below in value is null || path is ["box"] ? [] : PathsIn(value, path))
            {
                yield return below;
            }
        }
    }

    private static void Replace(JsonNode root, object[] path, string? json)
    {
        var at = path[..^1].Aggregate(root, (node, key) => key is int index ? node[index]! : node[(string)key]!);
        var value = json is null ? null : JsonNode.Parse(json);
        if (path[^1] is int last)
        {
            at[last] = value;
        }
        else
        {
            at[(string)path[^1]] = value;
        }
    }
}
