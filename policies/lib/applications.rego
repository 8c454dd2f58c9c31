# METADATA
# title: An application as a whole, for people
package lib.applications

# Why parts are lost. where: to or from where they would have to come back.
lost(survived, critical, where) := sprintf("%v of %v critical parts cannot be brought back %v%v", [
	survived.not_recoverable,
	critical,
	where,
	_named(survived),
])

# Of how many parts it is not known.
not_known(survived) := sprintf("of %v critical %v it is not known%v", [
	survived.unknown,
	_parts(survived.unknown),
	_named(survived),
])

_named(survived) := "" if count(survived.missing) == 0

else := sprintf(": %v", [concat(", ", array.slice(survived.missing, 0, 5))])

_parts(1) := "part"

_parts(number) := "parts" if number != 1
