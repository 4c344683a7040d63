namespace Lockstep.Exec.Parameters;

/// <summary>The words that a name is made of.</summary>
internal static class NameWords
{
    /// <summary>In small letters: <c>HFAccessToken</c> is hf, access and token.</summary>
    public static List<string> Of(string name)
    {
        var words = new List<string>();
        for (var at = 0; at < name.Length; at++)
        {
            var start = at;
            while (at < name.Length && char.IsAsciiLetterUpper(name[at]))
            {
                at++;
            }

            var isLowerNext = at < name.Length && char.IsAsciiLetterLower(name[at]);
            if (isLowerNext && at - start > 1)
            {
                Add(start, at - 1);
                start = at - 1;
            }

            while (at < name.Length && char.IsAsciiLetterLower(name[at]))
            {
                at++;
            }

            Add(start, at);
            at -= at > start ? 1 : 0; // what ended the word may begin the next one
        }

        return words;

        void Add(int start, int end)
        {
            if (end > start)
            {
                words.Add(name[start..end].ToLowerInvariant());
            }
        }
    }
}
