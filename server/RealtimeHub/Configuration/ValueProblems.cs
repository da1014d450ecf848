using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace RealtimeHub.Configuration;

/// <summary>Finds values outside their documented limits, in an options object and in all options below it.</summary>
internal static class ValueProblems
{
    public static IEnumerable<string> Find(string path, object options)
    {
        foreach (var result in Validate(options)) yield return $"{path}:{result}";
        foreach (var property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetIndexParameters().Length > 0 || property.GetValue(options) is not { } value) continue;
            foreach (var (name, child) in Below(value))
            {
                foreach (var problem in Find($"{path}:{property.Name}{name}", child)) yield return problem;
            }
        }
    }

    private static IEnumerable<string> Validate(object options)
    {
        var results = new List<ValidationResult>();
        var context = new ValidationContext(options);
        var annotationsHold = Validator.TryValidateObject(options, context, results, validateAllProperties: true);

        // The validator stops after bad annotations, but all problems are to be told at once.
        if (!annotationsHold && options is IValidatableObject more) results.AddRange(more.Validate(context));
        foreach (var result in results)
        {
            var member = result.MemberNames.FirstOrDefault() ?? "";
            var property = options.GetType().GetProperty(member);
            var value = property?.GetValue(options);
            yield return value is null || IsOptions(value) || MayHoldSecret(property!) ? $"{member}: {result.ErrorMessage}" : $"{member} = {value}: {result.ErrorMessage}";
        }
    }

    private static bool MayHoldSecret(PropertyInfo property) => property.GetCustomAttribute<DataTypeAttribute>()?.DataType == DataType.Password;

    /// <summary>The options inside a value: itself, or the members of a collection.</summary>
    private static IEnumerable<(string Name, object Child)> Below(object value)
    {
        switch (value)
        {
            case string:
                break;
            case IDictionary dictionary:
                foreach (DictionaryEntry entry in dictionary)
                {
                    if (entry.Value is { } child && IsOptions(child)) yield return ($":{entry.Key}", child);
                }

                break;
            case IEnumerable list:
                var index = 0;
                foreach (var child in list)
                {
                    if (child is not null && IsOptions(child)) yield return ($":{index}", child);
                    index++;
                }

                break;
            default:
                if (IsOptions(value)) yield return ("", value);
                break;
        }
    }

    /// <summary>Options, or a collection: nothing whose text would tell anybody anything.</summary>
    private static bool IsOptions(object value) => value.GetType() is { IsClass: true } type && type != typeof(string);
}
