using System.Text;
using Lockstep.Compare;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Compare;

public sealed class SentencesTests
{
    [Fact]
    public void The_document_of_the_verdicts_holds_every_sentence_that_one_can_say()
    {
        var text = new StringBuilder("""
            # What verdicts say

            Every sentence that `diff`, `rerun`, `bisect` and `explain` say of why two runs differ, what follows from it, and what doesn't. What
            """ + """
             stands in braces is filled in.
            This file is made from the source of the sentences, by a test.

            `diff` names what differs and can act in the phase where two runs first differ: that is no proof. `explain` replays the first run with
            """ + """
             what differs put in, and proves.

            | sentence | what it proves | what it doesn't |
            |---|---|---|

            """);
        foreach (var (_, sentence) in Sentences.All)
        {
            text.Append($"| {Cell(sentence.Text)} | {Cell(sentence.Proves)} | {Cell(sentence.DoesNotProve)} |\n");
        }

        GoldenFile.Matches("docs/verdicts.md", text.ToString());
    }

    [Fact]
    public void Places_are_filled_in_in_their_order_whatever_is_filled_in() =>
        Assert.Equal("a {x} differs }{, so b.", new Sentence("{one} differs {two}, so {three}.", "", "").With("a {x}", "}{", "b"));

    [Fact]
    public void Every_sentence_says_what_it_proves_or_what_it_does_not() =>
        Assert.Empty(Sentences.All.Where(one => one.Sentence is { Proves: "", DoesNotProve: "" }).Select(one => one.Name));

    private static string Cell(string text) => text.Trim().Replace("|", "\\|", StringComparison.Ordinal);
}
