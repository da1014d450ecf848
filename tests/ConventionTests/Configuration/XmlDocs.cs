using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ConventionTests.Configuration;

/// <summary>The documentation comments of an assembly, as Markdown.</summary>
internal sealed partial class XmlDocs
{
    private readonly Dictionary<string, XElement> _members;

    private XmlDocs(string path) =>
        _members = XDocument.Load(path).Descendants("member").ToDictionary(member => member.Attribute("name")!.Value);

    /// <summary>The comments of the assembly that <paramref name="type"/> is in; the compiler puts them beside it.</summary>
    public static XmlDocs Of(Type type) => new(Path.ChangeExtension(type.Assembly.Location, ".xml"));

    /// <summary>What is written in the element <paramref name="tag"/> of a type; empty when it has none.</summary>
    public string Text(Type type, string tag) => Text($"T:{type.FullName}", tag);

    /// <summary>What is written in the element <paramref name="tag"/> of a property; empty when it has none.</summary>
    public string Text(PropertyInfo property, string tag) => Text($"P:{property.DeclaringType!.FullName}.{property.Name}", tag);

    private string Text(string member, string tag) =>
        _members.TryGetValue(member, out var found) && found.Element(tag) is { } element
            ? WhiteSpace().Replace(string.Concat(element.Nodes().Select(Markdown)), " ").Trim()
            : "";

    private static string Markdown(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "see" } see when see.Attribute("cref") is { } reference => $"`{reference.Value.Split('.')[^1]}`",
        XElement { Name.LocalName: "see" } see => $"`{see.Attribute("langword")?.Value}`",
        XElement other => string.Concat(other.Nodes().Select(Markdown)),
        _ => "",
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
