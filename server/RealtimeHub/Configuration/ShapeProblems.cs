using System.Collections;
using System.ComponentModel;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace RealtimeHub.Configuration;

/// <summary>Finds names that no option has and values that no option can hold.</summary>
internal sealed class ShapeProblems
{
    private readonly List<string> _texts = [];
    private readonly HashSet<string> _unreadable = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<string> Texts => _texts;

    public static ShapeProblems Find(IConfigurationSection section, Type type, params string[] ownedByOthers)
    {
        var problems = new ShapeProblems();
        problems.Walk(section, type, ownedByOthers);
        return problems;
    }

    /// <summary>The section with only those values that can be bound.</summary>
    public IConfiguration WithoutUnreadable(IConfigurationSection section) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(section.AsEnumerable(makePathsRelative: true)
                .Where(pair => !IsUnreadable($"{section.Path}:{pair.Key}")))
            .Build();

    private void Walk(IConfigurationSection section, Type type, string[] ownedByOthers)
    {
        if (ElementType(type) is { } element)
        {
            foreach (var child in section.GetChildren()) Visit(child, element, Below(child, ownedByOthers));
            return;
        }

        foreach (var child in section.GetChildren())
        {
            if (Settable(type).FirstOrDefault(p => p.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase)) is { } property)
            {
                Visit(child, property.PropertyType, Below(child, ownedByOthers));
            }
            else if (!IsOwnedByOthers(child, ownedByOthers))
            {
                _texts.Add($"{child.Path} is not a setting; there are: {string.Join(", ", Settable(type).Select(p => p.Name))}");
            }
        }
    }

    private bool IsUnreadable(string path) =>
        _unreadable.Contains(path) || (ConfigurationPath.GetParentPath(path) is { } parent && IsUnreadable(parent));

    private static bool IsOwnedByOthers(IConfigurationSection section, string[] others) =>
        others.Contains(section.Key, StringComparer.OrdinalIgnoreCase) || Below(section, others).Length > 0;

    /// <summary>What of it stands below a section, as seen from there.</summary>
    private static string[] Below(IConfigurationSection section, string[] others)
    {
        var start = section.Key + ConfigurationPath.KeyDelimiter;
        return [.. others.Where(other => other.StartsWith(start, StringComparison.OrdinalIgnoreCase)).Select(other => other[start.Length..])];
    }

    private void Visit(IConfigurationSection section, Type type, string[] ownedByOthers)
    {
        if (IsScalar(type)) VisitValue(section, type);
        else if (section.Value is { Length: > 0 }) Refuse(section, $"is a {(IsList(type) ? "list" : "group of settings")}, not a value");
        else Walk(section, type, ownedByOthers);
    }

    private void VisitValue(IConfigurationSection section, Type type)
    {
        // JSON's null says nothing: the default stays.
        if (section.GetChildren().Any()) Refuse(section, "is one value, not a group of settings");
        else if (section.Value is not { } text) _unreadable.Add(section.Path);
        else if (!CanRead(text, type)) Refuse(section, $"= '{text}' is not {Describe(type)}");
    }

    private void Refuse(IConfigurationSection section, string problem)
    {
        _texts.Add($"{section.Path} {problem}");
        _unreadable.Add(section.Path);
    }

    private static bool CanRead(string text, Type type)
    {
        if (type == typeof(string)) return true;
        try
        {
            return text.Length > 0 && TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text) is not null;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or NotSupportedException or OverflowException)
        {
            return false;
        }
    }

    private static bool IsScalar(Type type) =>
        type == typeof(string) || Nullable.GetUnderlyingType(type) is not null || type.IsValueType;

    private static bool IsList(Type type) => ElementType(type) is not null && !typeof(IDictionary).IsAssignableFrom(type);

    private static Type? ElementType(Type type) =>
        type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type) ? type.GetGenericArguments()[^1] : null;

    private static IEnumerable<PropertyInfo> Settable(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite);

    private static string Describe(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var t when t == typeof(bool) => "true or false",
        var t when t == typeof(int) || t == typeof(long) => "a whole number",
        var t when t == typeof(double) => "a number",
        var t when t == typeof(TimeSpan) => "a time such as 00:00:30 (hours:minutes:seconds)",
        var t when t.IsEnum => "one of " + string.Join(", ", Enum.GetNames(t)),
        _ => "a value of the right kind",
    };
}
