namespace Lockstep.Exec.Contents.Nodes;

internal enum ContentKind
{
    /// <summary>A number, a text, a date, a name of a class: something that can be written on a line.</summary>
    Value,

    /// <summary>A tensor, an array, or bytes too many for a line.</summary>
    Tensor,

    /// <summary>The memory behind tensors.</summary>
    Storage,

    /// <summary>In an order.</summary>
    List,

    /// <summary>By keys, in no order.</summary>
    Map,

    /// <summary>In no order.</summary>
    Set,

    /// <summary>Of a class that is named and not loaded; its members are what it was made from.</summary>
    Object,
}
