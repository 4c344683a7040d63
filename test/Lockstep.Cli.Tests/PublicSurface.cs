using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Lockstep.Cli.Tests;

/// <summary>
/// The public types of an assembly and their members, one per line, in ordinal order.
/// What the compiler adds to records, enumerations and delegates is left out.
/// </summary>
internal static class PublicSurface
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<Type, string> Words = new()
    {
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(char)] = "char",
        [typeof(double)] = "double",
        [typeof(float)] = "float",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(object)] = "object",
        [typeof(short)] = "short",
        [typeof(string)] = "string",
        [typeof(uint)] = "uint",
        [typeof(ulong)] = "ulong",
        [typeof(ushort)] = "ushort",
        [typeof(void)] = "void",
    };

    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(Kind(type)).Append(' ').Append(type.Namespace).Append('.').Append(Name(type)).Append(Bases(type)).Append('\n');
            foreach (var member in Members(type).Order(StringComparer.Ordinal))
            {
                text.Append("    ").Append(member).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Kind(Type type) =>
        type.IsEnum ? "enum"
        : type.IsInterface ? "interface"
        : type.IsSubclassOf(typeof(Delegate)) ? "delegate"
        : type.IsValueType ? "struct"
        : type.IsAbstract && type.IsSealed ? "static class"
        : (type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "") + (type.GetMethod("<Clone>$", Declared) is null ? "class" : "record");

    private static string Bases(Type type)
    {
        Type[] unsaid = [typeof(object), typeof(ValueType), typeof(Enum), typeof(MulticastDelegate)];
        var names = type.BaseType is { } parent && !unsaid.Contains(parent) ? [parent] : new List<Type>();
        names.AddRange(type.GetInterfaces()
            .Where(found => found.IsPublic && !type.IsEnum && found.GetGenericArguments().FirstOrDefault() != type)
            .OrderBy(Name, StringComparer.Ordinal));
        return names.Count == 0 ? "" : " : " + string.Join(", ", names.Select(Name));
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsSubclassOf(typeof(Delegate)))
        {
            return [Signature(type.GetMethod("Invoke")!)]; // every delegate has it
        }

        var fields = type.GetFields(Declared).Where(field => IsSeen(field.Attributes) && !field.IsSpecialName).Select(field => Field(type, field));
        var properties = type.GetProperties(Declared)
            .Where(property => property.GetAccessors(nonPublic: true).Any(IsSeen) && property.Name != "EqualityContract")
            .Select(Property);
        var events = type.GetEvents(Declared)
            .Where(found => IsSeen(found.AddMethod!)) // an event has both methods and a type
            .Select(found => $"event {Name(found.EventHandlerType!)} {found.Name}");
        var methods = type.GetMethods(Declared).Where(method => IsSeen(method) && !method.IsSpecialName && !IsGenerated(method)).Select(Signature);
        var constructors = type.GetConstructors(Declared)
            .Where(made => IsSeen(made) && !made.IsStatic && !IsGenerated(made))
            .Select(made => $"new({Parameters(made)})");
        return type.IsEnum ? fields : [.. fields, .. properties, .. events, .. methods, .. constructors];
    }

    private static string Field(Type type, FieldInfo field) => type.IsEnum
        ? $"{field.Name} = {field.GetRawConstantValue()}"
        : $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{Name(field.FieldType)} {field.Name}";

    private static string Property(PropertyInfo property)
    {
        var accessor = property.GetAccessors(nonPublic: true).First(IsSeen);
        var index = string.Join(", ", property.GetIndexParameters().Select(place => $"{Name(place.ParameterType)} {place.Name}"));
        var getter = property.GetMethod is { } get && IsSeen(get) ? " get;" : "";
        var setter = property.SetMethod is not { } set || !IsSeen(set) ? ""
            : set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? " init;" : " set;";
        var name = property.Name + (index.Length == 0 ? "" : $"[{index}]");
        return $"{(accessor.IsStatic ? "static " : "")}{Name(property.PropertyType)} {name} {{{getter}{setter} }}";
    }

    private static string Signature(MethodInfo method) =>
        $"{(method.IsStatic ? "static " : "")}{Name(method.ReturnType)} {method.Name}"
        + $"{Arguments(method.IsGenericMethod ? method.GetGenericArguments() : [])}({Parameters(method)})";

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(one => $"{Name(one.ParameterType)} {one.Name}{(one.IsOptional ? " = …" : "")}"));

    private static string Name(Type type)
    {
        if (Words.TryGetValue(type, out var word))
        {
            return word;
        }

        if (type.IsArray || type.IsByRef || type.IsPointer)
        {
            return Name(type.GetElementType()!) + (type.IsArray ? "[]" : type.IsByRef ? "&" : "*"); // these have one
        }

        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Name(value) + "?";
        }

        var own = type.Name.Split('`')[0] + Arguments(type.GetGenericArguments());
        return type.IsNested && !type.IsGenericParameter ? $"{Name(type.DeclaringType!)}.{own}" : own; // a nested type is in one
    }

    private static string Arguments(Type[] types) => types.Length == 0 ? "" : $"<{string.Join(", ", types.Select(Name))}>";

    private static bool IsGenerated(MethodBase method) => method.IsDefined(typeof(CompilerGeneratedAttribute)) || method.Name.StartsWith('<');

    private static bool IsSeen(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsSeen(FieldAttributes attributes) =>
        (attributes & FieldAttributes.FieldAccessMask) is FieldAttributes.Public or FieldAttributes.Family or FieldAttributes.FamORAssem;
}
