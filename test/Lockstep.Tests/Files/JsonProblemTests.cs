using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Runs;
using Lockstep.Snapshots;

namespace Lockstep.Tests.Files;

public sealed class JsonProblemTests
{
    [Theory]
    [InlineData("{\n \"a\": NaN}", "line 2, column 7: 'N' is an invalid start of a value")]
    [InlineData("{\"é\": \"é\" x}", "line 1, column 11: 'x' is invalid after a value. Expected either ',', '}', or ']'")]
    [InlineData("{\"a\": [1,\n", "line 2, column 1: it ends inside an object or a list")]
    [InlineData("{} {}", "line 1, column 4: '{' is invalid after a single JSON value. Expected end of data")]
    [InlineData("version https://git-lfs.github.com/spec/v1\n", "it is a Git LFS pointer; get the file that it stands for with 'git lfs pull'")]
    [InlineData("<html>404</html>", "it is an HTML page, as a server sends it in place of a file; download it anew, and look at what comes")]
    public void Places_count_from_1_and_the_words_are_a_persons(string json, string said)
    {
        var thrown = Assert.ThrowsAny<JsonException>(() => JsonNode.Parse(json));
        Assert.Equal(said, JsonProblem.Of(thrown, json).ToString());
    }

    [Fact]
    public void No_file_is_complained_of_in_the_words_of_the_library()
    {
        string[] broken =
        [
            "", "{", "[", "nul", "{\"a\"", "{\"a\":1,}", "\"\\ud800\"", "{\"name\": 5}", "{\"name\": \"a\", \"status\": \"x\"}", "{\"name\": null}",
            "{\"a\":1,\"a\":2}", new string('[', 200),
            "{\"name\":\"a\",\"status\":\"finished\",\"lockId\":\"a\",\"started\":\"yesterday\"}", "{\"box\": 1}",
            "{\"box\": \"code\", \"relevant\": {}, \"informative\": {}, \"box\": \"code\"}", "{\"files\": 1}",
        ];
        foreach (var json in broken)
        {
            Action[] readers =
                [() => RunRecord.Parse(json, "f"), () => BoxLock.Parse(Box.Code, json, "f"), () => Manifest.Parse(Encoding.UTF8.GetBytes(json), "f")];
            Assert.All(readers, read =>
            {
                if (Record.Exception(read) is { } thrown)
                {
                    Assert.IsType<LockstepException>(thrown, exactMatch: false);
                    Assert.DoesNotMatch("LineNumber|BytePosition|System\\.|Lockstep\\.|JsonNode|JsonSerializer|reader options", thrown.Message);
                }
            });
        }
    }
}
