using Lockstep.Text;

namespace Lockstep.Syntax;

/// <param name="Text">Numbers keep the digits of the source, so that nothing is lost before the range is checked.</param>
internal sealed record ScalarNode(Place Place, ScalarKind Kind, string Text, bool Quoted) : Node(Place)
{
    public static ScalarNode Plain(Place place, string text) => new(place, CoreSchema.KindOf(text), text, false);

    public static ScalarNode InQuotes(Place place, string text) => new(place, ScalarKind.Text, text, true);

    public override string Found => Kind switch
    {
        ScalarKind.Null => "nothing",
        ScalarKind.Text => $"the text '{PlainText.Quoted(Text)}'",
        _ => PlainText.Quoted(Text),
    };
}
